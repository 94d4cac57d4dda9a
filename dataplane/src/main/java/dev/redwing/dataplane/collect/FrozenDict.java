package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.getLong;

import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.RetiredBag;

/**
 * A {@link Dict} as it was when a snapshot was opened. Made on the loop's thread, walked once by
 * one other: all it reaches is frozen, or changes only as {@link Replaced} says.
 *
 * <p>The walk is in hash order, and says how far it has come: behind that, the loop need no longer
 * copy what it writes. This is the one thing the two threads tell each other.
 */
public final class FrozenDict {
  /** Instead of a snapshot's epoch: what the slots hold now. Epochs are positive. */
  static final int NO_SNAPSHOT = -1;

  private final Arena arena;
  private final long root;
  private final long size;
  private final int openEpoch;
  private boolean walked;

  /** On the loop's side: blocks of this table that the walk may not have passed yet. */
  private final RetiredBag retired;

  private long nextLook;

  /** Half of the hash up to which all nodes have been visited; halved, it is never negative. */
  private volatile long passed;

  FrozenDict(Arena arena, long root, long size, int openEpoch, RetiredBag retired) {
    this.arena = arena;
    this.root = root;
    this.size = size;
    this.openEpoch = openEpoch;
    this.retired = retired;
  }

  /** On the loop: sees to it that so many blocks can be deferred without running out of memory. */
  void reserve(int blocks) {
    retired.reserve(blocks);
  }

  /** On the loop: frees a block when the walk has passed its hash, or the snapshot has closed. */
  void defer(long hash, long ref) {
    retired.add(hash, ref);
    // For each one that comes two are looked at, so the list does not outgrow what is needed.
    freePassed(2);
  }

  /** The same for a block that is still to be written now: nothing is freed during this call. */
  void deferInUse(long hash, long ref) {
    retired.add(hash, ref);
  }

  /** On the loop: looks at some deferred blocks, round and round, and frees the passed ones. */
  void freePassed(int maxBlocks) {
    for (int i = 0; i < maxBlocks && retired.size() > 0; i++) {
      if (nextLook >= retired.size()) {
        nextLook = 0;
      }
      if (passed(retired.hash(nextLook))) {
        retired.free(nextLook);
      } else {
        nextLook++;
      }
    }
  }

  public long size() {
    return size;
  }

  /** Whether the walk is over with the nodes of this hash. */
  boolean passed(long hash) {
    return hash >>> 1 < passed;
  }

  /**
   * Visits every node once, in hash order. A node's bytes are good during its visit and until the
   * walk comes to the next segment: what is kept must be copied. May be called once.
   */
  public void forEach(NodeVisitor visitor) {
    if (walked) {
      throw new IllegalStateException("a frozen table can be walked once");
    }
    walked = true;
    if (root != Link.NONE) {
      walk(root, 0, 0, visitor, new long[2 * Segments.MAX_SLOTS]);
    }
    passed = Long.MAX_VALUE;
  }

  /**
   * What {@link #passed} is once the segment of this first hash is visited. Behind the last segment
   * the sum is 2^63: as a negative number it would say that nothing is passed, and the loop would
   * write through lists that it has freed.
   */
  static long passedAfter(long firstHash, int depth) {
    long end = depth == 0 ? -1 : (firstHash >>> 1) + (1L << (63 - depth));
    return end < 0 ? Long.MAX_VALUE : end;
  }

  private void walk(long link, long firstHash, int prefix, NodeVisitor visitor, long[] refs) {
    if (!Link.isDirectory(link)) {
      long segment = arena.frozenAddress(Link.ref(link));
      int count = Replaced.read(arena, segment, openEpoch, refs);
      for (int i = 0; i < count; i++) {
        visitor.visit(arena.frozenAddress(refs[i]));
      }
      int depth = Link.depth(link);
      passed = passedAfter(firstHash, depth);
      return;
    }
    int bits = Link.bits(link);
    long entries = arena.frozenAddress(Link.ref(link)) + Dict.ENTRIES;
    int end = prefix + bits;
    long i = 0;
    while (i < 1L << bits) {
      long below = getLong(entries + i * Dict.ENTRY_BYTES);
      walk(below, firstHash | (i << (64 - end)), end, visitor, refs);
      // A segment of smaller depth fills several entries.
      i += Link.isDirectory(below) ? 1 : 1L << (end - Link.depth(below));
    }
  }
}
