package dev.redwing.dataplane.collect;

import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Tree} nobody uses any more, freed in slices: leaf by leaf from the last one on, each
 * inner node after the last leaf below it. Nothing is written into its blocks, which a snapshot may
 * still read.
 */
public final class TreeRemains {
  private final Arena arena;
  private final Epochs epochs;
  private final int entryBytes;
  private final long[] nodes = new long[TreePosition.MAX_HEIGHT + 1];

  /** Entries not yet freed of the node at each depth. */
  private final int[] left = new int[TreePosition.MAX_HEIGHT + 1];

  /** Depth of the last node of {@link #nodes}; -1 when nothing is left. */
  private int depth;

  public TreeRemains(Arena arena, Epochs epochs, int keyBytes, long root) {
    this.arena = arena;
    this.epochs = epochs;
    entryBytes = TreeNode.entryBytes(keyBytes);
    depth = -1;
    if (root != 0) {
      descend(root);
    }
  }

  public boolean isEmpty() {
    return depth < 0;
  }

  /**
   * Retires about {@code maxBlocks} blocks, showing each leaf's address to {@code leaves} before;
   * true if there is more to do.
   */
  public boolean free(int maxBlocks, @Nullable NodeVisitor leaves) {
    for (int done = 0; done < maxBlocks && depth >= 0; done++) {
      long node = arena.address(nodes[depth]);
      if (epochs.frozen(node)) {
        // Taken out only when it is certain to be retired: then memory can run out, and the next
        // call goes on from here.
        epochs.reserve(1);
      }
      if (leaves != null && TreeNode.level(node) == 0) {
        leaves.visit(node);
      }
      epochs.retire(nodes[depth]);
      depth--;
      if (depth >= 0) {
        left[depth]--;
        if (left[depth] > 0) {
          descend(lastChild(depth));
        }
      }
    }
    return depth >= 0;
  }

  private void descend(long fromRef) {
    long ref = fromRef;
    while (true) {
      depth++;
      nodes[depth] = ref;
      long node = arena.address(ref);
      if (TreeNode.level(node) == 0) {
        return;
      }
      left[depth] = TreeNode.entries(node);
      ref = lastChild(depth);
    }
  }

  private long lastChild(int depth) {
    return TreeNode.child(TreeNode.entry(arena.address(nodes[depth]), left[depth] - 1, entryBytes));
  }
}
