package dev.redwing.dataplane.type.list;

/** Receives elements one by one; what is at the address is good meanwhile. */
@FunctionalInterface
public interface ElementVisitor {
  void visit(long element, int length);
}
