package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.copy;

import dev.redwing.dataplane.memory.Arena;

/**
 * Takes a range of leaves out of the inner nodes of a {@link Tree}. Whatever lies in the range as a
 * whole, a leaf or an inner node with all below, goes as a whole; only the nodes that lie in it
 * with a part are gone down to. Those are two in a level, one at each edge, so the range may be as
 * long as it likes.
 */
final class TreeCut {
  private final Arena arena;
  private final int keyBytes;
  private final int entryBytes;

  TreeCut(Arena arena, int keyBytes) {
    this.arena = arena;
    this.keyBytes = keyBytes;
    entryBytes = TreeNode.entryBytes(keyBytes);
  }

  /**
   * Takes the leaves of the elements {@code [from, to)} below an inner node out, and adds them to
   * the cutting. Both are bounds of leaves, and are not all of the node, which may be written like
   * all below it that have a part in the range. Needs no memory.
   */
  void cut(long node, long from, long to, long cutting) {
    int first = 0;
    long start = 0;
    long entry = TreeNode.entry(node, 0, entryBytes);
    while (start + TreeNode.count(entry) <= from) {
      start += TreeNode.count(entry);
      first++;
      entry += entryBytes;
    }
    long end = start + TreeNode.count(entry);
    if (start < from || to < end) {
      cutBelow(entry, from - start, Math.min(to, end) - start, cutting);
      if (to <= end) {
        return;
      }
      first++;
      entry += entryBytes;
      start = end;
    }
    int last = first;
    while (start < to && start + TreeNode.count(entry) <= to) {
      start += TreeNode.count(entry);
      Cutting.add(cutting, TreeNode.child(entry));
      last++;
      entry += entryBytes;
    }
    if (start < to) {
      cutBelow(entry, 0, to - start, cutting);
    }
    TreeNode.close(node, first, last - first, entryBytes);
  }

  private void cutBelow(long entry, long from, long to, long cutting) {
    long child = arena.address(TreeNode.child(entry));
    if (TreeNode.level(child) == 0) {
      throw new IllegalStateException("a cut through a leaf, at " + from + " or " + to);
    }
    cut(child, from, to, cutting);
    TreeNode.addToCount(entry, from - to);
    copy(TreeNode.key(TreeNode.entry(child, 0, entryBytes)), TreeNode.key(entry), keyBytes);
  }
}
