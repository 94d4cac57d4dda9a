package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.copy;
import static dev.redwing.dataplane.memory.NativeMemory.getLong;
import static dev.redwing.dataplane.memory.NativeMemory.putLong;

/**
 * A leaf of a {@link Ranking}: behind the header up to {@value #MAX_ELEMENTS} pairs of {@code
 * double score, long memberRef}. A pair is also the key in the tree's inner nodes.
 */
final class RankingLeaf {
  static final int PAIR_BYTES = 16;

  /** Fills a block of 1 KiB exactly. */
  static final int MAX_ELEMENTS = 63;

  private static final int REF = 8;
  private static final int MIN_CAPACITY = 3;
  private static final int STEP = 16;

  private RankingLeaf() {}

  static long pair(long leaf, int index) {
    return leaf + Tree.HEADER_BYTES + (long) index * PAIR_BYTES;
  }

  static double score(long pair) {
    return Double.longBitsToDouble(getLong(pair));
  }

  static long memberRef(long pair) {
    return getLong(pair + REF);
  }

  static void put(long pair, double score, long memberRef) {
    putLong(pair, Double.doubleToRawLongBits(score));
    putLong(pair + REF, memberRef);
  }

  static void setScore(long pair, double score) {
    putLong(pair, Double.doubleToRawLongBits(score));
  }

  static void setMemberRef(long pair, long memberRef) {
    putLong(pair + REF, memberRef);
  }

  static long usedBytes(int elements) {
    return Tree.HEADER_BYTES + (long) elements * PAIR_BYTES;
  }

  /** Bytes of a block for so many elements: it grows in steps of a quarter of the largest. */
  static long blockBytes(int elements) {
    if (elements <= MIN_CAPACITY) {
      return usedBytes(MIN_CAPACITY);
    }
    return usedBytes((elements + STEP) / STEP * STEP - 1);
  }

  static void insert(long leaf, int index, double score, long memberRef) {
    int elements = Tree.elements(leaf);
    long pair = pair(leaf, index);
    copy(pair, pair + PAIR_BYTES, (long) (elements - index) * PAIR_BYTES);
    put(pair, score, memberRef);
    Tree.setElements(leaf, elements + 1);
  }

  static void delete(long leaf, int index, int count) {
    int elements = Tree.elements(leaf);
    long pair = pair(leaf, index);
    long behind = (long) (elements - index - count) * PAIR_BYTES;
    copy(pair + (long) count * PAIR_BYTES, pair, behind);
    Tree.setElements(leaf, elements - count);
  }
}
