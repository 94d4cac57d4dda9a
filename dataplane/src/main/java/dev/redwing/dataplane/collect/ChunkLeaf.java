package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.copy;
import static dev.redwing.dataplane.memory.NativeMemory.getInt;
import static dev.redwing.dataplane.memory.NativeMemory.putInt;

/**
 * A leaf of a list kept in {@link Chunks}: a {@link ListPack}, or, flagged as plain, one element
 * that is too large for one. For those who read leaves one by one: the writer of an RDB file.
 *
 * <pre>
 *  0      the tree's header
 *  8 int  gap: bytes left free before the listpack · of a plain leaf: the element's length
 * 12      the gap, the listpack · the element
 * </pre>
 *
 * A gap lets elements come in and go out at the head without moving the others.
 */
public final class ChunkLeaf {
  private static final int GAP = Tree.HEADER_BYTES;
  static final int START = GAP + 4;

  private ChunkLeaf() {}

  public static boolean isPlain(long leaf) {
    return Tree.flag(leaf);
  }

  /** Address of the listpack of a leaf that is not plain. */
  public static long pack(long leaf) {
    return leaf + START + gap(leaf);
  }

  public static long plainAddress(long leaf) {
    return leaf + START;
  }

  public static int plainLength(long leaf) {
    return getInt(leaf + GAP);
  }

  private static int gap(long leaf) {
    return getInt(leaf + GAP);
  }

  /** Bytes that the leaf needs at least: without its gap. */
  static long usedBytes(long leaf) {
    return isPlain(leaf) ? plainBytes(plainLength(leaf)) : packBytes(ListPack.bytes(pack(leaf)));
  }

  /** Bytes to the end of the listpack or element. */
  static long extentBytes(long leaf) {
    return isPlain(leaf) ? usedBytes(leaf) : usedBytes(leaf) + gap(leaf);
  }

  static long plainBytes(int length) {
    return (long) START + length;
  }

  /** Bytes of a leaf without a gap whose listpack has so many. */
  static long packBytes(int packBytes) {
    return (long) START + packBytes;
  }

  /** Makes a new leaf a plain one. */
  static void fillPlain(long leaf, long value, int length) {
    putInt(leaf + GAP, length);
    copy(value, plainAddress(leaf), length);
    Tree.setFlag(leaf);
    Tree.setElements(leaf, 1);
  }

  /** Makes a new leaf one with an empty listpack. */
  static void init(long leaf) {
    putInt(leaf + GAP, 0);
    ListPack.init(pack(leaf));
  }

  /** Makes a new leaf one with a copy of a listpack. */
  static void fill(long leaf, long pack, int bytes, int elements) {
    putInt(leaf + GAP, 0);
    copy(pack, pack(leaf), bytes);
    Tree.setElements(leaf, elements);
  }

  /** Moves the listpack so that {@code gap} bytes are free before it; there is room. */
  static void move(long leaf, long gap) {
    if (gap != gap(leaf)) {
      long from = pack(leaf);
      copy(from, leaf + START + gap, ListPack.bytes(from));
      putInt(leaf + GAP, (int) gap);
    }
  }

  /** Whether {@code bytes} can come in before the listpack. */
  static boolean hasGap(long leaf, int bytes) {
    return gap(leaf) >= bytes;
  }

  /** Adds an element at the head, which takes {@code bytes} of the gap. */
  static void prepend(long leaf, long value, int length, int bytes) {
    putInt(leaf + GAP, gap(leaf) - bytes);
    ListPack.prepend(pack(leaf), value, length, bytes);
  }

  /** Takes {@code count} elements out at the head, but not all. */
  static void removeHead(long leaf, int count) {
    putInt(leaf + GAP, gap(leaf) + ListPack.removeHead(pack(leaf), count));
  }

  /** For tests: whether what the leaf says of itself is so. */
  static boolean isSound(long leaf, long capacity) {
    if (extentBytes(leaf) > capacity) {
      return false;
    }
    long pack = pack(leaf);
    return isPlain(leaf)
        ? Tree.elements(leaf) == 1
        : ListPack.valid(pack, ListPack.bytes(pack)) && ListPack.count(pack) == Tree.elements(leaf);
  }
}
