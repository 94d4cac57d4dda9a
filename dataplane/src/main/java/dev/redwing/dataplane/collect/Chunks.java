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

  /** The largest that any setting of the limit makes, in us or in a Redis that wrote the file. */
  private static final int MAX_ADOPTED_BYTES = 64 << 10;

  private final Arena arena;
  private final Cuttings cuttings;
  private final Tree tree;
  private final ChunkLeaves leaves;

  // The current element. Of a plain leaf `offset` means nothing.
  private long leaf;
  private int index;
  private int offset;

  /** What is cut out of lists waits among the {@code cuttings}. */
  public Chunks(Arena arena, Epochs epochs, Cuttings cuttings) {
    this.arena = arena;
    this.cuttings = cuttings;
    tree = new Tree(arena, epochs, NO_KEYS);
    leaves = new ChunkLeaves(arena, tree);
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
  public void setLimit(ListLimit limit) {
    leaves.setLimit(limit);
  }

  /** Goes to another list of so many elements; 0 is the empty one. */
  public void attach(long rootRef, long count) {
    tree.attach(rootRef, count);
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
    if (elementIndex == count() - 1) {
      return seekLast();
    }
    int wanted = tree.seekRank(elementIndex);
    if (wanted < 0) {
      return false;
    }
    leaf = tree.leafAddress();
    index = wanted;
    offset = ChunkLeaf.isPlain(leaf) ? 0 : ListPack.seek(pack(), wanted);
    return true;
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

  /** Goes to the first element of the leaf after; false, and stays, if there is none. */
  public boolean nextLeaf() {
    return tree.nextLeaf() && arriveFirst();
  }

  /** How many elements of the current one's leaf there are from it on. */
  public int leftInLeaf() {
    return Tree.elements(leaf) - index;
  }

  /** The current element's leaf, as {@link ChunkLeaf} reads it. */
  public long leaf() {
    return leaf;
  }

  /** Where in its leaf's listpack the current element is. */
  public int packOffset() {
    return offset;
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
      tree.insertLeafAfter(leaves.of(value, length));
      return;
    }
    leaf = tree.leafAddress();
    if (takes(value, length)) {
      insertAtHead(value, length);
    } else {
      insertLeaf(leaves.of(value, length), false);
    }
  }

  /** Adds an element at the tail. The position is lost. */
  public void pushTail(long value, int length) {
    if (!tree.atLastLeaf() && !tree.seekLast()) {
      tree.insertLeafAfter(leaves.of(value, length));
      return;
    }
    leaf = tree.leafAddress();
    if (takes(value, length)) {
      offset = ListPack.NONE;
      insertHere(value, length);
    } else {
      insertLeaf(leaves.of(value, length), true);
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
      split(leaves.isLarge(length) ? index : Tree.elements(leaf) / 2);
    }
    insertHere(value, length);
  }

  /** Whether the current leaf has room for another element: _quicklistNodeAllowInsert. */
  private boolean takes(long value, int length) {
    return !leaves.isLarge(length)
        && !ChunkLeaf.isPlain(leaf)
        && !leaves.exceeds(
            ChunkLeaf.usedBytes(leaf) + ListPack.encodedBytes(value, length),
            Tree.elements(leaf) + 1L);
  }

  private void insertHere(long value, int length) {
    own(ListPack.encodedBytes(value, length));
    ListPack.insert(pack(), offset, value, length);
    Tree.setElements(leaf, Tree.elements(leaf) + 1);
    tree.leafChanged();
  }

  private void insertAtHead(long value, int length) {
    int bytes = ListPack.encodedBytes(value, length);
    if (ChunkLeaf.hasGap(leaf, bytes)) {
      long extent = ChunkLeaf.extentBytes(leaf);
      leaf = tree.ownLeaf(extent, extent);
    } else {
      ownRoom(bytes);
      // All that is free comes before the listpack: the next elements will most likely, too.
      ChunkLeaf.move(leaf, arena.capacity(tree.leaf()) - ChunkLeaf.usedBytes(leaf));
    }
    ChunkLeaf.prepend(leaf, value, length, bytes);
    Tree.setElements(leaf, Tree.elements(leaf) + 1);
    tree.leafChanged();
  }

  /** Makes the current leaf writable, with room for {@code moreBytes} behind its listpack. */
  private void own(long moreBytes) {
    ownRoom(moreBytes);
    if (ChunkLeaf.extentBytes(leaf) + moreBytes > arena.capacity(tree.leaf())) {
      ChunkLeaf.move(leaf, 0);
    }
  }

  /** The same; the room may be before the listpack as well as behind it. */
  private void ownRoom(long moreBytes) {
    long extent = ChunkLeaf.extentBytes(leaf);
    long usedBytes = ChunkLeaf.usedBytes(leaf);
    long needed = usedBytes + moreBytes;
    boolean fits = needed <= arena.capacity(tree.leaf());
    leaf = tree.ownLeaf(extent, fits ? Math.max(extent, needed) : leaves.blockBytes(needed));
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
    insertLeaf(leaves.of(value, length), moved != after);
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

  /**
   * Moves the elements from {@code from} on to a new leaf, and the position if it is among them.
   */
  private void split(int from) {
    own(0);
    int at = ListPack.seek(pack(), from);
    int moved = Tree.elements(leaf) - from;
    int movedBytes = ListPack.bytes(pack()) - at - 1;
    insertLeaf(leaves.ofElements(pack() + at, movedBytes, moved), true);
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
    if (Tree.elements(leaf) == 1 && (plain || leaves.isLarge(length))) {
      replaceLeaf(leaves.of(value, length));
      return;
    }
    long more = (long) ListPack.encodedBytes(value, length) - ListPack.elementBytes(pack(), offset);
    // Redis replaces an element whatever its node takes then, which shows where elements are
    // counted: such a node may be a listpack again.
    boolean fits =
        more <= 0
            || Tree.elements(leaf) == 1
            || ChunkLeaf.usedBytes(leaf) + more
                <= Math.min(leaves.maxListBytes(), MAX_ADOPTED_BYTES);
    if (!leaves.isLarge(length) && fits) {
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
    long before = ChunkLeaf.usedBytes(leaf);
    deleteHere(1);
    if (leaves.hasShrunk(leaf, before)) {
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
    if (index == 0) {
      ChunkLeaf.removeHead(leaf, count);
    } else {
      offset = ListPack.delete(pack(), offset, count);
    }
    Tree.setElements(leaf, elements - count);
    tree.leafChanged();
  }

  /**
   * Takes out up to {@code count} elements from index {@code start} on, in O(log n); returns how
   * many there were. If they are many their leaves are freed later. The position is lost.
   */
  public long removeRange(long start, long count) {
    long removed = Math.min(count, count() - start);
    if (removed <= 0) {
      return 0;
    }
    if (count == 1 && seek(start)) {
      remove();
      return 1;
    }
    long end = start + removed;
    long pending = tree.prepareCut(start, end) ? cuttings.openList(tree.depth()) : 0;
    removePrepared(start, end, pending);
    cuttings.begin(pending);
    return removed;
  }

  /** Takes all out but {@code count} elements from index {@code start} on, likewise. */
  public void keepRange(long start, long count) {
    long size = count();
    long end = Math.min(start + count, size);
    boolean cuts = start > 0 && tree.prepareCut(0, start);
    cuts |= end < size && tree.prepareCut(end, size);
    // Both are prepared: they go, or neither does.
    long pending = cuts ? cuttings.openList(2 * tree.depth()) : 0;
    removePrepared(end, size, pending);
    removePrepared(0, start, pending);
    cuttings.begin(pending);
  }

  /**
   * With a pending block, whole leaves are cut out; without, if there is no memory, they go one by
   * one.
   */
  private void removePrepared(long start, long end, long pending) {
    long left = end - start;
    if (left == 0) {
      return;
    }
    if (pending != 0 && tree.prepareCut(start, end)) {
      left -= tree.cutLeaves(cuttings.cutting(pending));
    }
    while (left > 0) {
      seek(start);
      int step = (int) Math.min(left, Tree.elements(leaf) - index);
      deleteHere(step);
      left -= step;
    }
    joinSmallAt(start);
    joinSmallAt(start - 1);
  }

  private void joinSmallAt(long elementIndex) {
    if (seek(elementIndex) && leaves.isSmall(leaf)) {
      joinSmall();
    }
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
        shrink();
      }
    } catch (OutOfNativeMemoryException e) {
      // They stay as they are.
    }
  }

  private void shrink() {
    leaf = tree.leafAddress();
    long usedBytes = ChunkLeaf.usedBytes(leaf);
    if (!ChunkLeaf.isPlain(leaf) && arena.capacityFor(usedBytes) < arena.capacity(tree.leaf())) {
      own(0);
      ChunkLeaf.move(leaf, 0);
      tree.shrinkLeaf(usedBytes);
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
    if ((usedBytes + moreBytes) > leaves.maxBytes() * 3L / 4
        || leaves.exceeds(0, (long) elements + more)) {
      return false;
    }
    leaf = tree.leafAddress();
    own(moreBytes);
    ChunkLeaf.move(leaf, 0);
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
    if (ListPack.bytes(pack) > MAX_ADOPTED_BYTES) {
      appendElements(pack);
    } else if (ListPack.count(pack) > 0) {
      appendLeaf(leaves.ofPack(pack));
    }
  }

  private void appendElements(long pack) {
    try (PackText text = new PackText()) {
      for (int at = ListPack.first(pack); at != ListPack.NONE; at = ListPack.next(pack, at)) {
        text.read(pack, at);
        pushTail(text.address(), text.length());
      }
    }
  }

  /** Adds an element at the tail that has a leaf of its own. The position is lost. */
  public void appendPlain(long value, int length) {
    appendLeaf(leaves.plain(value, length));
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
    leaves.check();
  }
}
