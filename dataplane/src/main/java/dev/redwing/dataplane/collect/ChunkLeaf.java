package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.copy;
import static dev.redwing.dataplane.memory.NativeMemory.getInt;
import static dev.redwing.dataplane.memory.NativeMemory.putInt;

/**
 * A leaf of a list kept in {@link Chunks}: behind the header a {@link ListPack}, or, flagged as
 * plain, one element that is too large for one: {@code int length} and its bytes. For those who
 * read leaves one by one: the writer of an RDB file.
 */
public final class ChunkLeaf {
  static final int PLAIN_BYTES = 4;

  private ChunkLeaf() {}

  public static boolean isPlain(long leaf) {
    return Tree.flag(leaf);
  }

  /** Address of the listpack of a leaf that is not plain. */
  public static long pack(long leaf) {
    return leaf + Tree.HEADER_BYTES;
  }

  public static long plainAddress(long leaf) {
    return leaf + Tree.HEADER_BYTES + PLAIN_BYTES;
  }

  public static int plainLength(long leaf) {
    return getInt(leaf + Tree.HEADER_BYTES);
  }

  static long usedBytes(long leaf) {
    return isPlain(leaf)
        ? plainBytes(plainLength(leaf))
        : Tree.HEADER_BYTES + (long) ListPack.bytes(pack(leaf));
  }

  static long plainBytes(int length) {
    return (long) Tree.HEADER_BYTES + PLAIN_BYTES + length;
  }

  /** Makes a new leaf a plain one. */
  static void fillPlain(long leaf, long value, int length) {
    putInt(leaf + Tree.HEADER_BYTES, length);
    copy(value, plainAddress(leaf), length);
    Tree.setFlag(leaf);
    Tree.setElements(leaf, 1);
  }

  /** For tests: whether what the leaf says of itself is so. */
  static boolean isSound(long leaf, long capacity) {
    if (usedBytes(leaf) > capacity) {
      return false;
    }
    long pack = pack(leaf);
    return isPlain(leaf)
        ? Tree.elements(leaf) == 1
        : ListPack.valid(pack, ListPack.bytes(pack)) && ListPack.count(pack) == Tree.elements(leaf);
  }
}
