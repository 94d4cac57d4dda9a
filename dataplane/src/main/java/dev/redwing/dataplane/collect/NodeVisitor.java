package dev.redwing.dataplane.collect;

/** Receives the nodes of a walk one by one; must not change the structure it walks. */
@FunctionalInterface
public interface NodeVisitor {
  void visit(long nodeAddress);
}
