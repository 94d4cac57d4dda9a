package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.copy;
import static dev.redwing.dataplane.memory.NativeMemory.getInt;
import static dev.redwing.dataplane.memory.NativeMemory.getLong;
import static dev.redwing.dataplane.memory.NativeMemory.putInt;
import static dev.redwing.dataplane.memory.NativeMemory.putLong;

/**
 * The blocks of a {@link Tree}.
 *
 * <pre>
 *  0 int epoch
 *  4 int meta      bit 31 a flag of the leaf's user · bits 24-30 level, 0 = leaf · bits 0-23 entries
 *  8 leaf:  what its user packs, in a tree with keys the first element's key first
 *    inner: entries of  long childRef · long count of elements below · [key of the first of them]
 * </pre>
 */
final class TreeNode {
  static final int META = 4;
  static final int HEADER_BYTES = 8;
  static final int FLAG = 1 << 31;
  static final int MAX_LEAF_ELEMENTS = (1 << 24) - 1;

  /** Fills a block of 1 or 2 KiB exactly. */
  static final int FAN_OUT = 63;

  private static final int LEVEL_SHIFT = 24;
  private static final int LEVEL_MASK = 0x7f;
  private static final int COUNT = 8;
  private static final int KEY = 16;
  private static final int MIN_CAPACITY = 3;

  private TreeNode() {}

  static int level(long node) {
    return getInt(node + META) >>> LEVEL_SHIFT & LEVEL_MASK;
  }

  /** Children of an inner node, elements of a leaf. */
  static int entries(long node) {
    return getInt(node + META) & MAX_LEAF_ELEMENTS;
  }

  static void setMeta(long node, int level, int entries) {
    putInt(node + META, level << LEVEL_SHIFT | entries);
  }

  static void setEntries(long node, int entries) {
    putInt(node + META, (getInt(node + META) & ~MAX_LEAF_ELEMENTS) | entries);
  }

  static boolean flag(long node) {
    return getInt(node + META) < 0;
  }

  static void setFlag(long node) {
    putInt(node + META, getInt(node + META) | FLAG);
  }

  static int entryBytes(int keyBytes) {
    return KEY + keyBytes;
  }

  /** Bytes of an inner node with room for at least this many entries: it grows by doubling. */
  static long innerBytes(int entries, int entryBytes) {
    int capacity = Integer.highestOneBit(Math.max(entries, MIN_CAPACITY)) * 2 - 1;
    return usedBytes(capacity, entryBytes);
  }

  static long usedBytes(int entries, int entryBytes) {
    return HEADER_BYTES + (long) entries * entryBytes;
  }

  static long entry(long node, int index, int entryBytes) {
    return node + HEADER_BYTES + (long) index * entryBytes;
  }

  static long child(long entry) {
    return getLong(entry);
  }

  static void setChild(long entry, long ref) {
    putLong(entry, ref);
  }

  static long count(long entry) {
    return getLong(entry + COUNT);
  }

  static void addToCount(long entry, long change) {
    putLong(entry + COUNT, getLong(entry + COUNT) + change);
  }

  static long key(long entry) {
    return entry + KEY;
  }

  /** Writes an entry for a child whose first key lies at {@code key}. */
  static void put(long entry, long ref, long count, long key, int keyBytes) {
    putLong(entry, ref);
    putLong(entry + COUNT, count);
    copy(key, entry + KEY, keyBytes);
  }

  /** Makes a gap for one entry; there is room. */
  static long open(long node, int index, int entryBytes) {
    int entries = entries(node);
    long entry = entry(node, index, entryBytes);
    copy(entry, entry + entryBytes, (long) (entries - index) * entryBytes);
    setEntries(node, entries + 1);
    return entry;
  }

  /** Takes {@code count} entries from {@code index} on out. */
  static void close(long node, int index, int count, int entryBytes) {
    int entries = entries(node);
    long entry = entry(node, index, entryBytes);
    long behind = (long) (entries - index - count) * entryBytes;
    copy(entry + (long) count * entryBytes, entry, behind);
    setEntries(node, entries - count);
  }

  static long sum(long node, int from, int to, int entryBytes) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += count(entry(node, i, entryBytes));
    }
    return sum;
  }
}
