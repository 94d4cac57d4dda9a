package dev.redwing.dataplane.collect;

import dev.redwing.dataplane.memory.Arena;

/**
 * Walks the leaves of a {@link Tree} in either direction, from any thread for which the tree is
 * frozen; on the loop, until the tree's next change. One object reads one tree after the other.
 */
public final class FrozenTree {
  private final Arena arena;
  private final int entryBytes;
  private final long[] nodes = new long[TreePosition.MAX_HEIGHT + 1];
  private final int[] indexes = new int[TreePosition.MAX_HEIGHT + 1];
  private long root;
  private int height;

  public FrozenTree(Arena arena, int keyBytes) {
    this.arena = arena;
    entryBytes = TreeNode.entryBytes(keyBytes);
  }

  /** Goes to another tree; 0 is the empty one. */
  public void attach(long rootRef) {
    root = rootRef;
    height = rootRef == 0 ? 0 : TreeNode.level(arena.frozenAddress(rootRef));
  }

  /** Number of all elements. */
  public long count() {
    if (root == 0) {
      return 0;
    }
    long node = arena.frozenAddress(root);
    int entries = TreeNode.entries(node);
    return height == 0 ? entries : TreeNode.sum(node, 0, entries, entryBytes);
  }

  /** Address of the first leaf, or 0. */
  public long first() {
    return root == 0 ? 0 : descend(0, root, false);
  }

  /** Address of the last leaf, or 0. */
  public long last() {
    return root == 0 ? 0 : descend(0, root, true);
  }

  /** Address of the next leaf, or 0. */
  public long next() {
    int depth = height - 1;
    while (depth >= 0 && indexes[depth] + 1 >= entries(depth)) {
      depth--;
    }
    return depth < 0 ? 0 : step(depth, 1);
  }

  /** Address of the leaf before, or 0. */
  public long previous() {
    int depth = height - 1;
    while (depth >= 0 && indexes[depth] == 0) {
      depth--;
    }
    return depth < 0 ? 0 : step(depth, -1);
  }

  private long step(int depth, int change) {
    indexes[depth] += change;
    return descend(depth + 1, child(depth), change < 0);
  }

  private long descend(int fromDepth, long fromRef, boolean toLast) {
    long ref = fromRef;
    for (int depth = fromDepth; depth < height; depth++) {
      nodes[depth] = arena.frozenAddress(ref);
      indexes[depth] = toLast ? entries(depth) - 1 : 0;
      ref = child(depth);
    }
    return arena.frozenAddress(ref);
  }

  private int entries(int depth) {
    return TreeNode.entries(nodes[depth]);
  }

  private long child(int depth) {
    return TreeNode.child(TreeNode.entry(nodes[depth], indexes[depth], entryBytes));
  }
}
