package dev.redwing.dataplane.collect;

import dev.redwing.dataplane.memory.Arena;

/** How much memory the blocks of a {@link Tree} take: inner nodes exactly, leaves by a sample. */
final class TreeBytes {
  private final Arena arena;
  private final int entryBytes;
  private final long sampledLeaves;
  private long innerBytes;
  private long leaves;
  private long measuredLeaves;
  private long measuredBytes;

  /** Of the first {@code sampledLeaves} leaves, 0 = all. */
  TreeBytes(Arena arena, int entryBytes, long sampledLeaves) {
    this.arena = arena;
    this.entryBytes = entryBytes;
    this.sampledLeaves = sampledLeaves == 0 ? Long.MAX_VALUE : sampledLeaves;
  }

  long sum(long root) {
    if (root == 0) {
      return 0;
    }
    walk(root);
    if (leaves == measuredLeaves) {
      return innerBytes + measuredBytes;
    }
    return innerBytes + (long) ((double) measuredBytes / measuredLeaves * leaves);
  }

  private void walk(long ref) {
    long node = arena.address(ref);
    int level = TreeNode.level(node);
    if (level == 0) {
      leaf(ref);
      return;
    }
    innerBytes += arena.capacity(ref);
    int entries = TreeNode.entries(node);
    for (int i = 0; i < entries; i++) {
      long child = TreeNode.child(TreeNode.entry(node, i, entryBytes));
      if (level > 1) {
        walk(child);
      } else {
        leaf(child);
      }
    }
  }

  private void leaf(long ref) {
    leaves++;
    if (measuredLeaves < sampledLeaves) {
      measuredLeaves++;
      measuredBytes += arena.capacity(ref);
    }
  }
}
