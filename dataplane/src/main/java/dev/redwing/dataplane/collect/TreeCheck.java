package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.equal;

import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;

/** For tests: the invariants of a {@link Tree}. */
final class TreeCheck {
  private final Arena arena;
  private final Epochs epochs;
  private final int keyBytes;
  private final int entryBytes;

  TreeCheck(Arena arena, Epochs epochs, int keyBytes) {
    this.arena = arena;
    this.epochs = epochs;
    this.keyBytes = keyBytes;
    entryBytes = TreeNode.entryBytes(keyBytes);
  }

  void check(long root) {
    long node = arena.address(root);
    if (TreeNode.level(node) > 0 && TreeNode.entries(node) < 2) {
      throw new IllegalStateException("a root with one child");
    }
    count(root);
  }

  private long count(long ref) {
    long node = arena.address(ref);
    int entries = TreeNode.entries(node);
    int level = TreeNode.level(node);
    if (entries == 0) {
      throw new IllegalStateException("an empty node at level " + level);
    }
    if (level == 0) {
      return entries;
    }
    if (entries > TreeNode.FAN_OUT
        || TreeNode.usedBytes(entries, entryBytes) > arena.capacity(ref)) {
      throw new IllegalStateException(entries + " entries in " + arena.capacity(ref) + " bytes");
    }
    long counted = 0;
    for (int i = 0; i < entries; i++) {
      counted += countChild(node, i);
    }
    return counted;
  }

  private long countChild(long node, int index) {
    long entry = TreeNode.entry(node, index, entryBytes);
    long child = arena.address(TreeNode.child(entry));
    int level = TreeNode.level(child);
    if (level != TreeNode.level(node) - 1) {
      throw new IllegalStateException("level " + level + " below " + TreeNode.level(node));
    }
    if (epochs.frozen(node) && !epochs.frozen(child)) {
      throw new IllegalStateException("a frozen node leads to one that is not");
    }
    long counted = count(TreeNode.child(entry));
    if (counted != TreeNode.count(entry)) {
      throw new IllegalStateException(
          "count is " + TreeNode.count(entry) + " but there are " + counted);
    }
    long key = child + TreeNode.HEADER_BYTES;
    if (!equal(TreeNode.key(entry), level == 0 ? key : TreeNode.key(key), keyBytes)) {
      throw new IllegalStateException("entry " + index + " does not have its child's first key");
    }
    return counted;
  }
}
