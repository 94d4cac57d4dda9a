package dev.redwing.dataplane.collect;

import dev.redwing.dataplane.memory.Arena;

/** Makes the leaves of {@link Chunks}: how large they become, and how large their blocks are. */
final class ChunkLeaves {
  /** A leaf of at most this part of the limit is joined with its neighbours, if that fits. */
  private static final int SMALL_PART = 4;

  private final Arena arena;
  private final Tree tree;
  private ListLimit limit = ListLimit.DEFAULT;
  private int maxBytes = limit.maxBytes();

  ChunkLeaves(Arena arena, Tree tree) {
    this.arena = arena;
    this.tree = tree;
  }

  void setLimit(ListLimit newLimit) {
    limit = newLimit;
    // The leaf's header counts, or the largest would need the next size of block.
    maxBytes = newLimit.maxBytes();
  }

  /** Bytes that a leaf with a listpack may take. */
  int maxBytes() {
    return maxBytes;
  }

  /** Bytes that a leaf may take that is the whole list. */
  int maxListBytes() {
    return limit.maxListBytes();
  }

  /** Whether an element of so many bytes has a leaf of its own. */
  boolean isLarge(int length) {
    return limit.isLarge(length);
  }

  boolean exceeds(long leafBytes, long elements) {
    return leafBytes > maxBytes || elements > limit.maxElements();
  }

  /** Whether it is to be joined with its neighbours. */
  boolean isSmall(long leaf) {
    return ChunkLeaf.usedBytes(leaf) <= maxBytes / SMALL_PART;
  }

  /**
   * Whether it has become small since it had {@code usedBytes}, or has fallen below another power
   * of two: so a leaf that goes element by element is joined or given a smaller block a few times
   * only.
   */
  boolean hasShrunk(long leaf, long usedBytes) {
    return isSmall(leaf)
        && (usedBytes > maxBytes / SMALL_PART
            || Long.numberOfLeadingZeros(ChunkLeaf.usedBytes(leaf))
                > Long.numberOfLeadingZeros(usedBytes));
  }

  /** With room to grow by as much again, later by a quarter, up to the limit. */
  long blockBytes(long bytes) {
    long grown = bytes <= maxBytes / 8 ? 2 * bytes : bytes + bytes / 4;
    return Math.max(bytes, Math.min(grown, maxBytes));
  }

  /** A new leaf with one element. */
  long of(long value, int length) {
    if (isLarge(length)) {
      return plain(value, length);
    }
    long ref = empty(ListPack.encodedBytes(value, length));
    ListPack.insert(ChunkLeaf.pack(arena.address(ref)), ListPack.NONE, value, length);
    Tree.setElements(arena.address(ref), 1);
    return ref;
  }

  /**
   * A new leaf with an empty listpack and room for more than {@code elementBytes}. In a list of
   * many leaves, where it is most likely to be filled, it need not grow; unless their elements are
   * counted, which may fill but a part of it.
   */
  private long empty(int elementBytes) {
    long bytes = ChunkLeaf.packBytes(ListPack.EMPTY_BYTES) + elementBytes;
    boolean whole = limit.maxElements() == Integer.MAX_VALUE && tree.hasManyLeaves();
    long ref = tree.newLeaf(whole ? Math.max(bytes, maxBytes) : blockBytes(bytes));
    ChunkLeaf.init(arena.address(ref));
    return ref;
  }

  /** A new leaf that is one element. */
  long plain(long value, int length) {
    long ref = tree.newLeaf(ChunkLeaf.plainBytes(length));
    ChunkLeaf.fillPlain(arena.address(ref), value, length);
    return ref;
  }

  /** A new leaf with {@code count} elements as they lie in a listpack, and no room for more. */
  long ofElements(long elements, int bytes, int count) {
    long ref = tree.newLeaf(ChunkLeaf.packBytes(ListPack.EMPTY_BYTES) + bytes);
    long leaf = arena.address(ref);
    ChunkLeaf.init(leaf);
    ListPack.append(ChunkLeaf.pack(leaf), elements, bytes, count);
    Tree.setElements(leaf, count);
    return ref;
  }

  /** A new leaf with the elements of a listpack, and no room for more. */
  long ofPack(long pack) {
    int bytes = ListPack.bytes(pack);
    long ref = tree.newLeaf(ChunkLeaf.packBytes(bytes));
    ChunkLeaf.fill(arena.address(ref), pack, bytes, ListPack.count(pack));
    return ref;
  }

  /** For tests: throws if the tree or a leaf is not sound. */
  void check() {
    tree.checkInvariants();
    for (boolean more = tree.seekFirst(); more; more = tree.nextLeaf()) {
      if (!ChunkLeaf.isSound(tree.leafAddress(), arena.capacity(tree.leaf()))) {
        throw new IllegalStateException("the leaf from " + tree.leafStart() + " on is not sound");
      }
    }
  }
}
