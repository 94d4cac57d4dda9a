package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.getLong;

import dev.redwing.dataplane.memory.Arena;

/**
 * A {@link Dict} as it was when a snapshot was opened. Made on the loop's thread, walked by one
 * other: all it reaches is frozen, so nothing needs to be synchronised beyond handing this object
 * over safely. Of no use once the snapshot is closed.
 */
public final class FrozenDict {
  private final Arena arena;
  private final long root;
  private final long size;

  FrozenDict(Arena arena, long root, long size) {
    this.arena = arena;
    this.root = root;
    this.size = size;
  }

  public long size() {
    return size;
  }

  /** Visits every node once, in hash order. */
  public void forEach(NodeVisitor visitor) {
    if (root != Link.NONE) {
      walk(root, 0, visitor);
    }
  }

  private void walk(long link, int prefix, NodeVisitor visitor) {
    if (!Link.isDirectory(link)) {
      walkSegment(link, visitor);
      return;
    }
    int bits = Link.bits(link);
    long entries = arena.frozenAddress(Link.ref(link)) + Dict.ENTRIES;
    int end = prefix + bits;
    long i = 0;
    while (i < 1L << bits) {
      long below = getLong(entries + i * Dict.ENTRY_BYTES);
      walk(below, end, visitor);
      // A segment of smaller depth fills several entries.
      i += Link.isDirectory(below) ? 1 : 1L << (end - Link.depth(below));
    }
  }

  private void walkSegment(long link, NodeVisitor visitor) {
    long segment = arena.frozenAddress(Link.ref(link));
    int slots = Segments.slots(Segments.sizeStep(segment));
    for (int i = 0; i < slots; i++) {
      long word = getLong(Segments.slot(segment, i));
      if (word != 0) {
        visitor.visit(arena.frozenAddress(word & Arena.REF_MASK));
      }
    }
  }
}
