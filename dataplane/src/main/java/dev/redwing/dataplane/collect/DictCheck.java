package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.getLong;

import dev.redwing.dataplane.memory.Arena;

/** For tests: the invariants of a {@link Dict}'s directory and segments. */
final class DictCheck {
  private final Arena arena;
  private final Segments segments;

  DictCheck(Arena arena, Segments segments) {
    this.arena = arena;
    this.segments = segments;
  }

  /** Throws unless the tree below {@code root} is whole and holds {@code size} words. */
  void check(long root, long size) {
    long counted = root == Link.NONE ? 0 : count(root, 0, 0);
    if (counted != size) {
      throw new IllegalStateException("size is " + size + " but there are " + counted);
    }
  }

  /** Counts the nodes below {@code link}, and throws if anything is out of place. */
  long count(long link, long prefix, int prefixBits) {
    if (!Link.isDirectory(link)) {
      return segments.check(link, prefix, prefixBits);
    }
    int bits = Link.bits(link);
    int end = prefixBits + bits;
    long entries = arena.address(Link.ref(link)) + Dict.ENTRIES;
    long counted = 0;
    long i = 0;
    while (i < 1L << bits) {
      long below = getLong(entries + i * Dict.ENTRY_BYTES);
      long span = Link.isDirectory(below) ? 1 : 1L << (end - Link.depth(below));
      if (i % span != 0) {
        throw new IllegalStateException("a segment begins between its entries: " + i);
      }
      for (long j = 1; j < span; j++) {
        if (getLong(entries + (i + j) * Dict.ENTRY_BYTES) != below) {
          throw new IllegalStateException("entries of one segment differ: " + (i + j));
        }
      }
      counted += count(below, prefix | (i << (64 - end)), end);
      i += span;
    }
    return counted;
  }
}
