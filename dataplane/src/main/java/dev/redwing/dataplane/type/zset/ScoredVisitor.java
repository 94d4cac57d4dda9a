package dev.redwing.dataplane.type.zset;

/** Receives members with their scores one by one; what is at the address is good meanwhile. */
@FunctionalInterface
public interface ScoredVisitor {
  void visit(long member, int length, double score);
}
