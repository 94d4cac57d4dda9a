package dev.redwing.dataplane.type.set;

/** Receives members one by one; what is at the address is good meanwhile. */
@FunctionalInterface
public interface MemberVisitor {
  void visit(long member, int length);
}
