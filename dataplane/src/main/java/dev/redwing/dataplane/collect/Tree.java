package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.copy;
import static dev.redwing.dataplane.memory.NativeMemory.putInt;

import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;

/**
 * A counted B+tree whose leaves are blocks that its user packs: an ordered sequence of elements,
 * found by rank, and by key where inner nodes keep the first key of each child ({@link TreeNode}
 * has the layout).
 *
 * <p>A tree is its root's reference and nothing else: one {@code Tree} object is pointed at a
 * collection ({@link #attach}) for the length of an operation, holds one position in it (a leaf and
 * the way down to it), and its owner keeps {@link #root} when it is done. The root may change in
 * any change, also in one that ends in {@link OutOfNativeMemoryException}: the owner first sees to
 * it that it can write the root down, and does so in any case.
 *
 * <p>While a snapshot is open ({@link Epochs}) a frozen block is copied before it is written, and
 * re-linked from its parent, which is copied too, up to the root. So what hangs below a frozen
 * block is frozen, and a snapshot's thread reads all of it from the root it was given ({@link
 * FrozenTree}).
 *
 * <p>Source: Comer, The Ubiquitous B-Tree (1979). Deviations: inner nodes are not kept half full,
 * only neighbours that are both small are joined; a node that splits at its end, where appending
 * goes on, stays almost full. All operations are O(log n), and allocate nothing on the heap. If
 * memory runs out the tree is consistent and holds the same elements.
 */
public final class Tree extends TreePosition {
  /** A leaf's own content begins here. */
  public static final int HEADER_BYTES = TreeNode.HEADER_BYTES;

  /** A leaf holds at most so many elements. */
  public static final int MAX_LEAF_ELEMENTS = TreeNode.MAX_LEAF_ELEMENTS;

  /** Two neighbours join when one has at most this many entries ... */
  private static final int SMALL = TreeNode.FAN_OUT / 4;

  /** ... and both together no more than this: so any two neighbours have more. */
  private static final int JOINED = TreeNode.FAN_OUT * 3 / 4;

  private final Epochs epochs;
  private final int keyBytes;
  private final TreeCut cut;

  // Ranks of the whole leaves in a range that is to be taken out.
  private long cutStart;
  private long cutEnd;

  /** Keys are the first {@code keyBytes} of a leaf's content; 0 for a tree without. */
  public Tree(Arena arena, Epochs epochs, int keyBytes) {
    super(arena, TreeNode.entryBytes(keyBytes));
    this.epochs = epochs;
    this.keyBytes = keyBytes;
    cut = new TreeCut(arena, keyBytes);
  }

  /** Elements of a leaf. */
  public static int elements(long leaf) {
    return TreeNode.entries(leaf);
  }

  public static void setElements(long leaf, int elements) {
    TreeNode.setEntries(leaf, elements);
  }

  /** The one bit of a leaf's header that is its user's. */
  public static boolean flag(long leaf) {
    return TreeNode.flag(leaf);
  }

  public static void setFlag(long leaf) {
    TreeNode.setFlag(leaf);
  }

  // --------------------------------------------------------------------------------- leaves

  /**
   * A new leaf of at least {@code bytes}, stamped, without elements, not in the tree: for {@link
   * #insertLeafAfter} and its like, or freed by the caller.
   */
  public long newLeaf(long bytes) {
    return newNode(bytes, 0);
  }

  private long newNode(long bytes, int level) {
    long ref = arena.allocate(bytes);
    long node = arena.address(ref);
    putInt(node + Epochs.EPOCH, epochs.current());
    TreeNode.setMeta(node, level, 0);
    return ref;
  }

  /**
   * Makes the current leaf writable, and at least {@code bytes} large; what is then written is told
   * by {@link #leafChanged}. Of a leaf that must move, the first {@code usedBytes} are copied.
   * Returns its address.
   */
  public long ownLeaf(long usedBytes, long bytes) {
    return own(height, usedBytes, bytes);
  }

  /** Gives a leaf that uses little of its block a smaller one, if there is memory for it. */
  public void shrinkLeaf(long usedBytes) {
    if (arena.capacityFor(usedBytes) >= arena.capacity(nodes[height])) {
      return;
    }
    try {
      move(height, usedBytes, usedBytes);
    } catch (OutOfNativeMemoryException e) {
      // It stays as large as it is.
    }
  }

  private long own(int depth, long usedBytes, long bytes) {
    long ref = nodes[depth];
    long node = arena.address(ref);
    if (!epochs.frozen(node) && (arena.capacity(ref) >= bytes || arena.extend(ref, bytes))) {
      return node;
    }
    return move(depth, usedBytes, Math.max(usedBytes, bytes));
  }

  /** Makes an inner node writable, with room for {@code more} entries. */
  private long ownInner(int depth, int more) {
    int entries = TreeNode.entries(arena.address(nodes[depth]));
    long bytes = TreeNode.innerBytes(entries + more, entryBytes);
    return own(depth, TreeNode.usedBytes(entries, entryBytes), bytes);
  }

  private long move(int depth, long usedBytes, long bytes) {
    if (depth > 0) {
      ownInner(depth - 1, 0);
    }
    epochs.reserve(1);
    long oldRef = nodes[depth];
    long ref = arena.allocate(bytes);
    long node = arena.address(ref);
    copy(arena.address(oldRef), node, usedBytes);
    putInt(node + Epochs.EPOCH, epochs.current());
    link(depth, ref);
    epochs.retire(oldRef);
    return node;
  }

  /** Lets the parent, which may be written, point to another block in the node's place. */
  private void link(int depth, long ref) {
    nodes[depth] = ref;
    if (depth == 0) {
      root = ref;
    } else {
      TreeNode.setChild(entryAt(depth - 1), ref);
    }
    if (depth == height) {
      leafAddress = arena.address(ref);
    }
  }

  /** Tells the nodes above about the elements and the first key of the leaf, which is owned. */
  public void leafChanged() {
    if (height == 0) {
      return;
    }
    long entry = entryAt(height - 1);
    long change = TreeNode.entries(leafAddress) - TreeNode.count(entry);
    if (change != 0) {
      addToCounts(height - 1, change);
      countChanged(change);
    }
    if (keyBytes > 0) {
      copy(leafAddress + HEADER_BYTES, TreeNode.key(entry), keyBytes);
      if (indexes[height - 1] == 0) {
        firstKeyChanged(height - 1);
      }
    }
  }

  /** Puts another leaf in the current one's place, which is retired. */
  public void replaceLeaf(long ref) {
    if (height > 0) {
      ownInner(height - 1, 0);
    }
    epochs.reserve(1);
    long oldRef = nodes[height];
    link(height, ref);
    epochs.retire(oldRef);
    leafChanged();
  }

  private void addToCounts(int fromDepth, long change) {
    for (int depth = fromDepth; depth >= 0; depth--) {
      TreeNode.addToCount(entryAt(depth), change);
    }
  }

  /** Hands the key of the first entry of the node at {@code fromDepth} up. */
  private void firstKeyChanged(int fromDepth) {
    if (keyBytes == 0) {
      return;
    }
    for (int depth = fromDepth; depth > 0; depth--) {
      long first = TreeNode.entry(arena.address(nodes[depth]), 0, entryBytes);
      copy(TreeNode.key(first), TreeNode.key(entryAt(depth - 1)), keyBytes);
      if (indexes[depth - 1] != 0) {
        return;
      }
    }
  }

  // ------------------------------------------------------------------------------ insertion

  /** Inserts a filled leaf after the current one, which stays the current one if there is any. */
  public void insertLeafAfter(long ref) {
    insertLeaf(ref, 1);
  }

  /** Inserts a filled leaf before the current one, which stays the current one if there is any. */
  public void insertLeafBefore(long ref) {
    insertLeaf(ref, 0);
  }

  private void insertLeaf(long ref, int offset) {
    if (root == 0) {
      root = ref;
      height = 0;
      arrive(ref, 0);
      return;
    }
    makeRoom();
    int depth = height - 1;
    long leaf = arena.address(ref);
    int elements = TreeNode.entries(leaf);
    int at = indexes[depth] + offset;
    long entry = TreeNode.open(arena.address(nodes[depth]), at, entryBytes);
    TreeNode.put(entry, ref, elements, leaf + HEADER_BYTES, keyBytes);
    addToCounts(depth - 1, elements);
    countChanged(elements);
    if (offset == 0) {
      indexes[depth]++;
      leafStart += elements;
    }
    if (at == 0) {
      firstKeyChanged(depth);
    }
  }

  /** Sees to it that the leaf's parent may be written and has room for an entry. */
  private void makeRoom() {
    if (height == 0) {
      addRoot();
      return;
    }
    int depth = height - 1;
    while (depth >= 0 && TreeNode.entries(arena.address(nodes[depth])) == TreeNode.FAN_OUT) {
      depth--;
    }
    // All nodes below are full. From above, so that the tree is whole whichever step fails.
    if (depth < 0) {
      splitRoot();
      depth = 1;
    }
    while (++depth < height) {
      split(depth);
    }
    ownInner(height - 1, 1);
  }

  private void addRoot() {
    if (height == MAX_HEIGHT) {
      throw new IllegalStateException("a tree of height " + height);
    }
    long ref = newNode(TreeNode.innerBytes(2, entryBytes), height + 1);
    long node = arena.address(ref);
    long below = arena.address(root);
    long count = count();
    if (height == 0) {
      forgetCount();
    }
    long key = height == 0 ? below + HEADER_BYTES : TreeNode.key(below + HEADER_BYTES);
    TreeNode.put(TreeNode.entry(node, 0, entryBytes), root, count, key, keyBytes);
    TreeNode.setEntries(node, 1);
    height++;
    System.arraycopy(nodes, 0, nodes, 1, height);
    System.arraycopy(indexes, 0, indexes, 1, height);
    nodes[0] = ref;
    indexes[0] = 0;
    root = ref;
  }

  private void splitRoot() {
    ownInner(0, 0);
    long sibling = newSibling(0);
    try {
      addRoot();
    } catch (OutOfNativeMemoryException e) {
      arena.free(sibling);
      throw e;
    }
    moveTail(1, sibling);
  }

  private void split(int depth) {
    ownInner(depth - 1, 1);
    ownInner(depth, 0);
    moveTail(depth, newSibling(depth));
  }

  private long newSibling(int depth) {
    int moved = TreeNode.FAN_OUT - splitPoint(depth);
    return newNode(TreeNode.innerBytes(moved + 1, entryBytes), height - depth);
  }

  private int splitPoint(int depth) {
    int index = indexes[depth];
    if (index == TreeNode.FAN_OUT - 1) {
      return TreeNode.FAN_OUT - TreeNode.FAN_OUT / 8;
    }
    return index == 0 ? TreeNode.FAN_OUT / 8 : TreeNode.FAN_OUT / 2;
  }

  /** Moves a full node's tail to its new sibling, and the position with it if it is there. */
  private void moveTail(int depth, long sibling) {
    long node = arena.address(nodes[depth]);
    long target = arena.address(sibling);
    int from = splitPoint(depth);
    int moved = TreeNode.FAN_OUT - from;
    long first = TreeNode.entry(node, from, entryBytes);
    long count = TreeNode.sum(node, from, TreeNode.FAN_OUT, entryBytes);
    copy(first, target + HEADER_BYTES, (long) moved * entryBytes);
    TreeNode.setEntries(target, moved);
    TreeNode.setEntries(node, from);
    TreeNode.addToCount(entryAt(depth - 1), -count);
    long parent = arena.address(nodes[depth - 1]);
    long entry = TreeNode.open(parent, indexes[depth - 1] + 1, entryBytes);
    TreeNode.put(entry, sibling, count, TreeNode.key(first), keyBytes);
    if (indexes[depth] >= from) {
      nodes[depth] = sibling;
      indexes[depth] -= from;
      indexes[depth - 1]++;
    }
  }

  // -------------------------------------------------------------------------------- removal

  /**
   * Takes the current leaf out and retires it; does not fail if it was owned. True if the leaf that
   * followed is now the current one; false if none did: then it is the last one, if there is any.
   */
  public boolean removeLeaf() {
    int depth = height - 1;
    while (depth >= 0 && TreeNode.entries(arena.address(nodes[depth])) == 1) {
      depth--;
    }
    if (depth >= 0) {
      ownInner(depth, 0);
    }
    if (epochs.frozen(leafAddress)) {
      epochs.reserve(MAX_HEIGHT + 1);
    }
    long start = leafStart;
    int elements = TreeNode.entries(leafAddress);
    for (int i = depth + 1; i <= height; i++) {
      epochs.retire(nodes[i]);
    }
    if (depth < 0) {
      attach(0);
      return false;
    }
    addToCounts(depth - 1, -elements);
    countChanged(-elements);
    TreeNode.close(arena.address(nodes[depth]), indexes[depth], 1, entryBytes);
    if (indexes[depth] == 0) {
      firstKeyChanged(depth);
    }
    join(depth);
    dropRoots();
    if (start < count()) {
      seekRank(start);
      return true;
    }
    seekLast();
    return false;
  }

  /**
   * Makes all writable that is written when the elements {@code [start, end)} are taken out.
   * Whether there are leaves that go as a whole, for {@link #cutLeaves}.
   */
  boolean prepareCut(long start, long end) {
    int index = seekRank(start);
    cutStart = index == 0 ? start : leafStart + TreeNode.entries(leafAddress);
    ownEdge(index > 0);
    index = seekRank(end - 1);
    boolean stays = index + 1 < TreeNode.entries(leafAddress);
    cutEnd = stays ? leafStart : end;
    ownEdge(stays);
    return cutStart < cutEnd;
  }

  /** At an end of a range: what stays of a leaf is written, of one that goes only the way to it. */
  private void ownEdge(boolean leafStays) {
    if (leafStays) {
      long capacity = arena.capacity(nodes[height]);
      own(height, capacity, capacity);
    } else if (height > 0) {
      ownInner(height - 1, 0);
    }
  }

  /**
   * Takes the leaves out that {@link #prepareCut} has found, in O(log n), and adds them to a {@link
   * Cutting} in parts as large as they hang together; returns how many elements they have. Does not
   * fail. There is no position afterwards.
   */
  long cutLeaves(long cutting) {
    long elements = cutEnd - cutStart;
    if (elements == count()) {
      Cutting.add(cutting, root);
      attach(0);
      return elements;
    }
    cut.cut(arena.address(root), cutStart, cutEnd, cutting);
    countChanged(-elements);
    joinAlong(cutStart - 1);
    joinAlong(cutStart);
    dropRoots();
    leafAddress = 0;
    return elements;
  }

  /**
   * Joins the small ones of the nodes above an element with a neighbour each: from the root down,
   * as those below come to be neighbours by that.
   */
  private void joinAlong(long rank) {
    for (int depth = 1; depth < height && seekRank(rank) >= 0; depth++) {
      if (TreeNode.entries(arena.address(nodes[depth])) <= SMALL) {
        joinAt(depth);
      }
    }
  }

  private boolean joinAt(int depth) {
    int index = indexes[depth - 1];
    return join(depth, index + 1) || join(depth, index - 1);
  }

  /** Joins a small node with a small neighbour, and so on upwards. The position below is lost. */
  private void join(int fromDepth) {
    for (int depth = fromDepth; depth > 0; depth--) {
      if (TreeNode.entries(arena.address(nodes[depth])) > SMALL || !joinAt(depth)) {
        return;
      }
    }
  }

  private boolean join(int depth, int neighbour) {
    long parent = arena.address(nodes[depth - 1]);
    if (neighbour < 0 || neighbour >= TreeNode.entries(parent)) {
      return false;
    }
    long otherRef = TreeNode.child(TreeNode.entry(parent, neighbour, entryBytes));
    long source = arena.address(otherRef);
    int more = TreeNode.entries(source);
    int entries = TreeNode.entries(arena.address(nodes[depth]));
    if (entries + more > JOINED) {
      return false;
    }
    long node;
    try {
      node = ownInner(depth, more);
      epochs.reserve(1);
    } catch (OutOfNativeMemoryException e) {
      // They stay two.
      return false;
    }
    // The parent may have been copied with it.
    parent = arena.address(nodes[depth - 1]);
    long other = TreeNode.entry(parent, neighbour, entryBytes);
    long first = node + HEADER_BYTES;
    long ownBytes = (long) entries * entryBytes;
    long moreBytes = (long) more * entryBytes;
    boolean isBefore = neighbour < indexes[depth - 1];
    if (isBefore) {
      copy(first, first + moreBytes, ownBytes);
      copy(TreeNode.key(other), TreeNode.key(entryAt(depth - 1)), keyBytes);
    }
    copy(source + HEADER_BYTES, isBefore ? first : first + ownBytes, moreBytes);
    TreeNode.setEntries(node, entries + more);
    TreeNode.addToCount(entryAt(depth - 1), TreeNode.count(other));
    TreeNode.close(parent, neighbour, 1, entryBytes);
    if (isBefore) {
      indexes[depth - 1]--;
    }
    epochs.retire(otherRef);
    return true;
  }

  private void dropRoots() {
    while (height > 0 && TreeNode.entries(arena.address(root)) == 1) {
      long old = root;
      root = TreeNode.child(TreeNode.entry(arena.address(old), 0, entryBytes));
      height--;
      epochs.retire(old);
    }
  }

  // ------------------------------------------------------------------------------- measures

  /**
   * Capacities of all blocks; exact for {@code sampledLeaves} 0, else with leaves taken to be like
   * the first so many, as MEMORY USAGE does.
   */
  public long ownedBytes(long sampledLeaves) {
    return new TreeBytes(arena, entryBytes, sampledLeaves).sum(root);
  }

  /** For tests: walks everything and throws if a count, key or level is wrong. */
  public void checkInvariants() {
    if (root != 0) {
      new TreeCheck(arena, epochs, keyBytes).check(root);
    }
  }
}
