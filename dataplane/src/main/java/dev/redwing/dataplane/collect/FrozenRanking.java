package dev.redwing.dataplane.collect;

import dev.redwing.dataplane.memory.Arena;

/**
 * Walks a {@link Ranking} in either direction from a thread for which it is frozen; on the loop,
 * until its next change.
 */
public final class FrozenRanking {
  private final Arena arena;
  private final FrozenTree tree;
  private long leaf;
  private int index;

  public FrozenRanking(Arena arena) {
    this.arena = arena;
    tree = Ranking.frozenTree(arena);
  }

  public void attach(long root) {
    tree.attach(root);
    leaf = 0;
  }

  public long count() {
    return tree.count();
  }

  /** Goes to the element of the lowest rank; false if there is none. */
  public boolean first() {
    leaf = tree.first();
    index = 0;
    return leaf != 0;
  }

  /** Goes to the element of the highest rank; false if there is none. */
  public boolean last() {
    leaf = tree.last();
    return toEnd();
  }

  /** Goes on; false at the end, where the walk is over. */
  public boolean next() {
    index++;
    if (index == Tree.elements(leaf)) {
      leaf = tree.next();
      index = 0;
    }
    return leaf != 0;
  }

  /** Goes back; false at the front, where the walk is over. */
  public boolean previous() {
    if (index > 0) {
      index--;
      return true;
    }
    leaf = tree.previous();
    return toEnd();
  }

  private boolean toEnd() {
    if (leaf == 0) {
      return false;
    }
    index = Tree.elements(leaf) - 1;
    return true;
  }

  public double score() {
    return RankingLeaf.score(RankingLeaf.pair(leaf, index));
  }

  public long memberRef() {
    return RankingLeaf.memberRef(RankingLeaf.pair(leaf, index));
  }

  /** Address of the member's {@link Node}. */
  public long memberAddress() {
    return arena.frozenAddress(memberRef());
  }
}
