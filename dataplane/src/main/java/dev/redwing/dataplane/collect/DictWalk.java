package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.getLong;

import dev.redwing.dataplane.memory.Arena;

/**
 * Goes through the table of a big collection from its root, in hash order: on the loop between two
 * changes, or on a snapshot's thread, where what it reaches is frozen. One for each thread, used
 * for one collection after the other.
 */
public final class DictWalk {
  private final Arena arena;

  /** A segment's nodes, made for the first one: many walks never see a big collection. */
  private long[] refs = {};

  public DictWalk(Arena arena) {
    this.arena = arena;
  }

  /** Visits every node once. The visitor must not start another walk with this object. */
  public void forEach(long root, NodeVisitor visitor) {
    if (root != Link.NONE) {
      if (refs.length == 0) {
        refs = new long[2 * Segments.MAX_SLOTS];
      }
      walk(root, 0, visitor);
    }
  }

  private void walk(long link, int prefix, NodeVisitor visitor) {
    long address = arena.frozenAddress(Link.ref(link));
    if (!Link.isDirectory(link)) {
      int count = Replaced.read(arena, address, FrozenDict.NO_SNAPSHOT, refs);
      for (int i = 0; i < count; i++) {
        visitor.visit(arena.frozenAddress(refs[i]));
      }
      return;
    }
    int end = prefix + Link.bits(link);
    long i = 0;
    while (i < 1L << Link.bits(link)) {
      long below = getLong(address + Dict.ENTRIES + i * Dict.ENTRY_BYTES);
      walk(below, end, visitor);
      // A segment of smaller depth fills several entries.
      i += Link.isDirectory(below) ? 1 : 1L << (end - Link.depth(below));
    }
  }
}
