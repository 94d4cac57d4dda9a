package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.copy;
import static dev.redwing.dataplane.memory.NativeMemory.equal;

import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;

/**
 * The elements of a big list: a {@link Tree} whose leaves are listpacks of limited size, as the
 * nodes of Redis's quicklist are; an element too large for one has a leaf of its own ({@link
 * ChunkLeaf}). Where elements are put and leaves joined follows quicklist.c loosely: the bounds
 * between leaves show nowhere but in the bytes of an RDB file.
 *
 * <p>Like a Tree, one object is pointed at one list after the other ({@link #attach}, {@link
 * #root}, and what is said there about the root after a failed change). It holds one position: an
 * element. A seek sets it; what a change does to it is said there. Bytes to be stored must not lie
 * in the list itself.
 *
 * <p>Finding an element is O(log n) and a walk in one listpack, and so are changes; none allocates
 * on the heap. What runs out of memory has changed no element, except {@link #appendPack}, which
 * may have done a part.
 */
public final class Chunks {
  private static final int NO_KEYS = 0;

  /** A leaf of at most this part of the limit is joined with its neighbours, if that fits. */
  private static final int SMALL_PART = 4;

  /** The largest that any setting of the limit makes, in us or in a Redis that wrote the file. */
  private static final int MAX_ADOPTED_BYTES = 64 << 10;

  private final Arena arena;
  private final Tree tree;
  private ListLimit limit = ListLimit.DEFAULT;
  private int maxLeafBytes;

  // The current element. Of a plain leaf `offset` means nothing.
  private long leaf;
  private int index;
  private int offset;

  public Chunks(Arena arena, Epochs epochs) {
    this.arena = arena;
    tree = new Tree(arena, epochs, NO_KEYS);
    setLimit(ListLimit.DEFAULT);
  }

  /** A walker over the leaves of a frozen list; {@link ChunkLeaf} reads each. */
  public static FrozenTree frozenTree(Arena arena) {
    return new FrozenTree(arena, NO_KEYS);
  }

  /** Frees a list in slices. */
  public static TreeRemains remains(Arena arena, Epochs epochs, long root) {
    return new TreeRemains(arena, epochs, NO_KEYS, root);
  }

  /** How large leaves become from now on. */
  public void setLimit(ListLimit newLimit) {
    limit = newLimit;
    // The header counts, or the largest leaf would need the next size of block.
    maxLeafBytes = newLimit.maxBytes();
  }

  /** Goes to another list; 0 is the empty one. */
  public void attach(long rootRef) {
    tree.attach(rootRef);
  }

  public long root() {
    return tree.root();
  }

  public long count() {
    return tree.count();
  }

  /** See {@link Tree#ownedBytes}. */
  public long ownedBytes(long sampledLeaves) {
    return tree.ownedBytes(sampledLeaves);
  }

  // ------------------------------------------------------------------------------- position

  /** Goes to the element of this index, from 0; false if there is none. */
  public boolean seek(long elementIndex) {
    int wanted = tree.seekRank(elementIndex);
    if (wanted < 0) {
      return false;
    }
    arrive(wanted);
    return true;
  }

  private void arrive(int wanted) {
    leaf = tree.leafAddress();
    index = wanted;
    offset = ChunkLeaf.isPlain(leaf) ? 0 : ListPack.seek(pack(), wanted);
  }

  public boolean seekFirst() {
    return tree.seekFirst() && arriveFirst();
  }

  public boolean seekLast() {
    return tree.seekLast() && arriveLast();
  }

  private boolean arriveFirst() {
    leaf = tree.leafAddress();
    index = 0;
    offset = ChunkLeaf.isPlain(leaf) ? 0 : ListPack.first(pack());
    return true;
  }

  private boolean arriveLast() {
    leaf = tree.leafAddress();
    index = Tree.elements(leaf) - 1;
    offset = ChunkLeaf.isPlain(leaf) ? 0 : ListPack.last(pack());
    return true;
  }

  /** Goes to the next element; false, and stays, if there is none. */
  public boolean next() {
    if (index + 1 < Tree.elements(leaf)) {
      index++;
      offset = ListPack.next(pack(), offset);
      return true;
    }
    return tree.nextLeaf() && arriveFirst();
  }

  /** Goes to the element before; false, and stays, if there is none. */
  public boolean previous() {
    if (index > 0) {
      index--;
      offset = ListPack.previous(pack(), offset);
      return true;
    }
    return tree.previousLeaf() && arriveLast();
  }

  /** Index of the current element in the list. */
  public long index() {
    return tree.leafStart() + index;
  }

  private long pack() {
    return ChunkLeaf.pack(leaf);
  }

  /** Whether the current element is stored as an integer. */
  public boolean isInteger() {
    return !ChunkLeaf.isPlain(leaf) && ListPack.isInteger(pack(), offset);
  }

  /** The current element, which is stored as an integer. */
  public long integer() {
    return ListPack.integer(pack(), offset);
  }

  /** Address of the current element's bytes, until the list's next change; it is no integer. */
  public long stringAddress() {
    return ChunkLeaf.isPlain(leaf)
        ? ChunkLeaf.plainAddress(leaf)
        : ListPack.stringAddress(pack(), offset);
  }

  public int stringLength() {
    return ChunkLeaf.isPlain(leaf)
        ? ChunkLeaf.plainLength(leaf)
        : ListPack.stringLength(pack(), offset);
  }

  /** Whether the current element, of either kind, spells these bytes. */
  public boolean equalTo(long value, int length) {
    if (ChunkLeaf.isPlain(leaf)) {
      return ChunkLeaf.plainLength(leaf) == length
          && equal(ChunkLeaf.plainAddress(leaf), value, length);
    }
    return ListPack.equal(pack(), offset, value, length);
  }

  // ------------------------------------------------------------------------------ insertion

  /** Adds an element at the head. The position is lost. */
  public void pushHead(long value, int length) {
    if (!tree.seekFirst()) {
      tree.insertLeafAfter(leafOf(value, length));
      return;
    }
    leaf = tree.leafAddress();
    if (takes(value, length)) {
      offset = ListPack.first(pack());
      insertHere(value, length);
    } else {
      insertLeaf(leafOf(value, length), false);
    }
  }

  /** Adds an element at the tail. The position is lost. */
  public void pushTail(long value, int length) {
    if (!tree.atLastLeaf() && !tree.seekLast()) {
      tree.insertLeafAfter(leafOf(value, length));
      return;
    }
    leaf = tree.leafAddress();
    if (takes(value, length)) {
      offset = ListPack.NONE;
      insertHere(value, length);
    } else {
      insertLeaf(leafOf(value, length), true);
    }
  }

  /** Adds an element before the current one, which stays the current one. */
  public void insertBefore(long value, int length) {
    long at = index();
    insert(value, length);
    seek(at + 1);
  }

  /** Adds an element after the current one, which stays the current one. */
  public void insertAfter(long value, int length) {
    long at = index();
    index++;
    offset = ChunkLeaf.isPlain(leaf) ? ListPack.NONE : ListPack.next(pack(), offset);
    insert(value, length);
    seek(at);
  }

  /** Adds an element before the one at the position, which may be the end of a leaf. */
  private void insert(long value, int length) {
    while (!takes(value, length)) {
      boolean atEnd = index == Tree.elements(leaf);
      if (index == 0 || atEnd) {
        insertBeside(value, length, atEnd);
        return;
      }
      split(limit.isLarge(length) ? index : Tree.elements(leaf) / 2);
    }
    insertHere(value, length);
  }

  /** Whether the current leaf has room for another element: _quicklistNodeAllowInsert. */
  private boolean takes(long value, int length) {
    return !limit.isLarge(length)
        && !ChunkLeaf.isPlain(leaf)
        && !exceeds(
            ChunkLeaf.usedBytes(leaf) + ListPack.encodedBytes(value, length),
            Tree.elements(leaf) + 1L);
  }

  private boolean exceeds(long leafBytes, long elements) {
    return leafBytes > maxLeafBytes || elements > limit.maxElements();
  }

  private void insertHere(long value, int length) {
    own(ListPack.encodedBytes(value, length));
    ListPack.insert(pack(), offset, value, length);
    Tree.setElements(leaf, Tree.elements(leaf) + 1);
    tree.leafChanged();
  }

  /** Makes the current leaf writable, with room for {@code moreBytes}. */
  private void own(long moreBytes) {
    long usedBytes = ChunkLeaf.usedBytes(leaf);
    leaf = tree.ownLeaf(usedBytes, moreBytes == 0 ? usedBytes : blockBytes(usedBytes + moreBytes));
  }

  /** With room to grow by as much again, later by a quarter, up to the limit. */
  private long blockBytes(long bytes) {
    long grown = bytes <= maxLeafBytes / 8 ? 2 * bytes : bytes + bytes / 4;
    return Math.max(bytes, Math.min(grown, maxLeafBytes));
  }

  /** In the neighbouring leaf if it has room, else in a new one between the two. */
  private void insertBeside(long value, int length, boolean after) {
    boolean moved = after ? tree.nextLeaf() : tree.previousLeaf();
    if (moved) {
      leaf = tree.leafAddress();
      if (takes(value, length)) {
        offset = after ? ListPack.first(pack()) : ListPack.NONE;
        insertHere(value, length);
        return;
      }
    }
    // Having moved on, the new leaf's place is on the side we came from.
    insertLeaf(leafOf(value, length), moved != after);
  }

  private void insertLeaf(long ref, boolean after) {
    try {
      if (after) {
        tree.insertLeafAfter(ref);
      } else {
        tree.insertLeafBefore(ref);
      }
    } catch (OutOfNativeMemoryException e) {
      arena.free(ref);
      throw e;
    }
  }

  /** A new leaf with one element. */
  private long leafOf(long value, int length) {
    if (limit.isLarge(length)) {
      return plainLeaf(value, length);
    }
    long ref = emptyLeaf(ListPack.encodedBytes(value, length));
    long address = arena.address(ref);
    ListPack.insert(ChunkLeaf.pack(address), ListPack.NONE, value, length);
    Tree.setElements(address, 1);
    return ref;
  }

  /** A new leaf with an empty listpack and room for more than {@code elementBytes}. */
  private long emptyLeaf(int elementBytes) {
    long ref =
        tree.newLeaf(blockBytes((long) Tree.HEADER_BYTES + ListPack.EMPTY_BYTES + elementBytes));
    ListPack.init(ChunkLeaf.pack(arena.address(ref)));
    return ref;
  }

  private long plainLeaf(long value, int length) {
    long ref = tree.newLeaf(ChunkLeaf.plainBytes(length));
    ChunkLeaf.fillPlain(arena.address(ref), value, length);
    return ref;
  }

  /**
   * Moves the elements from {@code from} on to a new leaf, and the position if it is among them.
   */
  private void split(int from) {
    own(0);
    int at = ListPack.seek(pack(), from);
    int moved = Tree.elements(leaf) - from;
    int movedBytes = ListPack.bytes(pack()) - at - 1;
    long ref = tree.newLeaf(Tree.HEADER_BYTES + ListPack.EMPTY_BYTES + (long) movedBytes);
    long target = arena.address(ref);
    ListPack.init(ChunkLeaf.pack(target));
    ListPack.append(ChunkLeaf.pack(target), pack() + at, movedBytes, moved);
    Tree.setElements(target, moved);
    insertLeaf(ref, true);
    ListPack.delete(pack(), at, moved);
    Tree.setElements(leaf, from);
    tree.leafChanged();
    if (index > from) {
      index -= from;
      tree.nextLeaf();
      leaf = tree.leafAddress();
      offset = offset - at + ListPack.first(pack());
    } else if (index == from) {
      offset = ListPack.NONE;
    }
  }

  // ---------------------------------------------------------------------------- replacement

  /** Puts another element in the current one's place; it is then the current one. */
  public void set(long value, int length) {
    boolean plain = ChunkLeaf.isPlain(leaf);
    if (Tree.elements(leaf) == 1 && (plain || limit.isLarge(length))) {
      replaceLeaf(leafOf(value, length));
      return;
    }
    long more = (long) ListPack.encodedBytes(value, length) - ListPack.elementBytes(pack(), offset);
    int elements = Tree.elements(leaf);
    boolean fits = more <= 0 || !exceeds(ChunkLeaf.usedBytes(leaf) + more, elements);
    if (!limit.isLarge(length) && (fits || elements == 1)) {
      own(Math.max(more, 0));
      ListPack.replace(pack(), offset, value, length);
      tree.leafChanged();
      return;
    }
    // Owned first: then removing cannot fail any more when the new element is in.
    own(0);
    long at = index();
    insert(value, length);
    seek(at + 1);
    deleteHere(1);
    joinSmallAt(at);
    seek(at);
  }

  private void replaceLeaf(long ref) {
    try {
      tree.replaceLeaf(ref);
    } catch (OutOfNativeMemoryException e) {
      arena.free(ref);
      throw e;
    }
    arriveFirst();
  }

  // -------------------------------------------------------------------------------- removal

  /** Copies what {@link #remove} of the current element writes: then it cannot fail. */
  public void prepareRemoval() {
    own(0);
  }

  /** Takes the current element out; the next one is then the current one, false if none is. */
  public boolean remove() {
    if (Tree.elements(leaf) == 1) {
      return tree.removeLeaf() && arriveFirst();
    }
    deleteHere(1);
    if (isSmall()) {
      long at = index();
      joinSmall();
      return seek(at);
    }
    return offset != ListPack.NONE || (tree.nextLeaf() && arriveFirst());
  }

  /** Takes elements from the position on out of the current leaf, which may go with them. */
  private void deleteHere(int count) {
    int elements = Tree.elements(leaf);
    if (count == elements) {
      tree.removeLeaf();
      return;
    }
    own(0);
    offset = ListPack.delete(pack(), offset, count);
    Tree.setElements(leaf, elements - count);
    tree.leafChanged();
  }

  /**
   * Takes out up to {@code count} elements from index {@code start} on; returns how many there
   * were. The position is lost.
   */
  public long removeRange(long start, long count) {
    tree.prepareRemoval(start, count);
    long done = 0;
    while (done < count && seek(start)) {
      int step = (int) Math.min(count - done, Tree.elements(leaf) - index);
      deleteHere(step);
      done += step;
    }
    if (done > 0) {
      joinSmallAt(start);
      joinSmallAt(start - 1);
    }
    return done;
  }

  /** Takes all out but {@code count} elements from index {@code start} on. The position is lost. */
  public void keepRange(long start, long count) {
    tree.prepareKeeping(start, count);
    removeRange(start + count, Long.MAX_VALUE);
    removeRange(0, start);
  }

  private void joinSmallAt(long elementIndex) {
    if (seek(elementIndex) && isSmall()) {
      joinSmall();
    }
  }

  private boolean isSmall() {
    return ChunkLeaf.usedBytes(leaf) <= maxLeafBytes / SMALL_PART;
  }

  /**
   * Joins the current leaf with its neighbours if they have room, and gives it a smaller block if
   * not, as far as memory allows. The position is lost.
   */
  private void joinSmall() {
    try {
      if (tree.previousLeaf() && !joinNext()) {
        tree.nextLeaf();
      }
      if (!joinNext()) {
        tree.shrinkLeaf(ChunkLeaf.usedBytes(tree.leafAddress()));
      }
    } catch (OutOfNativeMemoryException e) {
      // They stay as they are.
    }
  }

  /** Moves the elements of the next leaf into the tree's current one, if they are few. */
  private boolean joinNext() {
    long usedBytes = ChunkLeaf.usedBytes(tree.leafAddress());
    int elements = Tree.elements(tree.leafAddress());
    if (ChunkLeaf.isPlain(tree.leafAddress()) || !tree.nextLeaf()) {
      return false;
    }
    long source = tree.leafAddress();
    tree.previousLeaf();
    int more = Tree.elements(source);
    if (ChunkLeaf.isPlain(source)) {
      return false;
    }
    int moreBytes = ListPack.bytes(ChunkLeaf.pack(source)) - ListPack.EMPTY_BYTES;
    if ((usedBytes + moreBytes) > maxLeafBytes * 3L / 4 || exceeds(0, (long) elements + more)) {
      return false;
    }
    leaf = tree.ownLeaf(usedBytes, usedBytes + moreBytes);
    // Behind the end: not part of the leaf until the next one is gone, which may fail.
    copy(ListPack.elements(ChunkLeaf.pack(source)), leaf + usedBytes, moreBytes);
    tree.nextLeaf();
    if (tree.removeLeaf()) {
      tree.previousLeaf();
    }
    ListPack.append(pack(), leaf + usedBytes, moreBytes, more);
    Tree.setElements(leaf, elements + more);
    tree.leafChanged();
    return true;
  }

  // -------------------------------------------------------------------------------- loading

  /** Adds the elements of a valid listpack at the tail, as a leaf if it is not too large. */
  public void appendPack(long pack) {
    int elements = ListPack.count(pack);
    if (elements == 0) {
      return;
    }
    int bytes = ListPack.bytes(pack);
    if (bytes > MAX_ADOPTED_BYTES) {
      appendElements(pack);
      return;
    }
    long ref = tree.newLeaf((long) Tree.HEADER_BYTES + bytes);
    long address = arena.address(ref);
    copy(pack, ChunkLeaf.pack(address), bytes);
    Tree.setElements(address, elements);
    appendLeaf(ref);
  }

  private void appendElements(long pack) {
    for (int at = ListPack.first(pack); at != ListPack.NONE; at = ListPack.next(pack, at)) {
      if (ListPack.isInteger(pack, at)) {
        pushInteger(ListPack.integer(pack, at));
      } else {
        pushTail(ListPack.stringAddress(pack, at), ListPack.stringLength(pack, at));
      }
    }
  }

  private void pushInteger(long number) {
    int bytes = ListPack.encodedBytes(number);
    if (!tree.atLastLeaf() && !tree.seekLast()) {
      tree.insertLeafAfter(leafOf(number));
      return;
    }
    leaf = tree.leafAddress();
    boolean fits =
        !ChunkLeaf.isPlain(leaf)
            && !exceeds(ChunkLeaf.usedBytes(leaf) + bytes, Tree.elements(leaf) + 1L);
    if (!fits) {
      insertLeaf(leafOf(number), true);
      return;
    }
    own(bytes);
    ListPack.insert(pack(), ListPack.NONE, number);
    Tree.setElements(leaf, Tree.elements(leaf) + 1);
    tree.leafChanged();
  }

  private long leafOf(long number) {
    long ref = emptyLeaf(ListPack.encodedBytes(number));
    ListPack.insert(ChunkLeaf.pack(arena.address(ref)), ListPack.NONE, number);
    Tree.setElements(arena.address(ref), 1);
    return ref;
  }

  /** Adds an element at the tail that has a leaf of its own. The position is lost. */
  public void appendPlain(long value, int length) {
    appendLeaf(plainLeaf(value, length));
  }

  private void appendLeaf(long ref) {
    if (!tree.atLastLeaf()) {
      tree.seekLast();
    }
    insertLeaf(ref, true);
    tree.nextLeaf();
  }

  /** For tests: throws if the tree or a leaf is not sound. */
  public void checkInvariants() {
    tree.checkInvariants();
    for (boolean more = tree.seekFirst(); more; more = tree.nextLeaf()) {
      long address = tree.leafAddress();
      boolean plain = ChunkLeaf.isPlain(address);
      long pack = ChunkLeaf.pack(address);
      if (ChunkLeaf.usedBytes(address) > arena.capacity(tree.leaf())
          || (plain && Tree.elements(address) != 1)
          || (!plain && !ListPack.valid(pack, ListPack.bytes(pack)))
          || (!plain && ListPack.count(pack) != Tree.elements(address))) {
        throw new IllegalStateException("the leaf from " + tree.leafStart() + " on is not sound");
      }
    }
  }
}
