package dev.redwing.dataplane.type.hash;

/** Receives fields with their values one by one; what is at the addresses is good meanwhile. */
@FunctionalInterface
public interface FieldVisitor {
  void visit(long field, int fieldLength, long value, int valueLength);
}
