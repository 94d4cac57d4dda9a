package dev.redwing.dataplane.collect;

/** Receives elements taken out of a {@link Ranking}; must not change it. */
@FunctionalInterface
public interface RankingVisitor {
  void visit(double score, long memberRef);
}
