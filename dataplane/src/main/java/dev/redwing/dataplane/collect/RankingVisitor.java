package dev.redwing.dataplane.collect;

/** Receives members taken out of a {@link Ranking}; must not change it. */
@FunctionalInterface
public interface RankingVisitor {
  void visit(long memberRef);
}
