package dev.redwing.dataplane.collect;

import dev.redwing.dataplane.memory.Arena;

/**
 * Nodes that leave a table together. One alone waits for its block, then for its directory's entry,
 * then for its slot; here the first are loaded for all, then the second, then the third, so that
 * the waits overlap.
 */
public final class NodeBatch {
  /** Enough to hide the waits, and as many as a {@link Ranking}'s leaf holds. */
  public static final int MAX_NODES = RankingLeaf.MAX_ELEMENTS;

  private final Arena arena;
  private final long[] refs = new long[MAX_NODES];
  private final long[] hashes = new long[MAX_NODES];
  private int count;

  /** Keeps the loads from being optimized away. */
  private long loaded;

  public NodeBatch(Arena arena) {
    this.arena = arena;
  }

  public boolean isFull() {
    return count == MAX_NODES;
  }

  public void add(long ref) {
    refs[count] = ref;
    count++;
  }

  /** Takes those that are there out of the table, and hands every one to {@code removed}. */
  public void removeFrom(InnerDict dict, NodeVisitor removed) {
    load(dict);
    for (int i = 0; i < count; i++) {
      if (dict.contains(hashes[i], refs[i])) {
        dict.remove(hashes[i], refs[i]);
      }
      removed.visit(arena.address(refs[i]));
    }
    count = 0;
  }

  private void load(InnerDict dict) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Node.keyLength(arena.address(refs[i]));
    }
    for (int i = 0; i < count; i++) {
      hashes[i] = Node.hash(arena.address(refs[i]));
    }
    for (int i = 0; i < count; i++) {
      sum += dict.touchSlots(hashes[i]);
    }
    loaded += sum;
  }

  /** For tests: what was loaded. */
  long loaded() {
    return loaded;
  }
}
