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
public final class Tree {
  /** A leaf's own content begins here. */
  public static final int HEADER_BYTES = TreeNode.HEADER_BYTES;

  /** A leaf holds fewer elements than this. */
  public static final int MAX_LEAF_ELEMENTS = TreeNode.MAX_LEAF_ELEMENTS;

  /** Two neighbours join when one has at most this many entries ... */
  private static final int SMALL = TreeNode.FAN_OUT / 4;

  /** ... and both together no more than this: so any two neighbours have more. */
  private static final int JOINED = TreeNode.FAN_OUT * 3 / 4;

  /** Neighbours joined as above, this is beyond what memory can hold. */
  static final int MAX_HEIGHT = 16;

  private final Arena arena;
  private final Epochs epochs;
  private final int keyBytes;
  private final int entryBytes;

  private long root;

  /** Level of the root: the depth at which leaves are. */
  private int height;

  // The position: the nodes from the root, at depth 0, to the leaf, at depth `height`.
  private final long[] nodes = new long[MAX_HEIGHT + 1];
  private final int[] indexes = new int[MAX_HEIGHT + 1];
  private long leafAddress;
  private long leafStart;

  /** Keys are the first {@code keyBytes} of a leaf's content; 0 for a tree without. */
  public Tree(Arena arena, Epochs epochs, int keyBytes) {
    this.arena = arena;
    this.epochs = epochs;
    this.keyBytes = keyBytes;
    entryBytes = TreeNode.entryBytes(keyBytes);
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

  // ------------------------------------------------------------------------------- the whole

  /** Goes to another tree; 0 is the empty one. There is no position until a seek. */
  public void attach(long rootRef) {
    root = rootRef;
    height = rootRef == 0 ? 0 : TreeNode.level(arena.address(rootRef));
    leafAddress = 0;
    leafStart = 0;
  }

  public long root() {
    return root;
  }

  public boolean isEmpty() {
    return root == 0;
  }

  /** Inner nodes above each leaf. */
  public int depth() {
    return height;
  }

  /** Number of all elements. */
  public long count() {
    if (root == 0) {
      return 0;
    }
    long node = arena.address(root);
    int entries = TreeNode.entries(node);
    return height == 0 ? entries : TreeNode.sum(node, 0, entries, entryBytes);
  }

  // ------------------------------------------------------------------------------- position

  /** Whether there is a current leaf. */
  public boolean positioned() {
    return leafAddress != 0;
  }

  public long leaf() {
    return nodes[height];
  }

  public long leafAddress() {
    return leafAddress;
  }

  /** Rank of the current leaf's first element. */
  public long leafStart() {
    return leafStart;
  }

  /** Goes to the element of this rank; returns its index in the leaf, or -1 if there is none. */
  public int seekRank(long rank) {
    if (root == 0 || rank < 0) {
      return -1;
    }
    long left = rank;
    long ref = root;
    for (int depth = 0; depth < height; depth++) {
      long node = arena.address(ref);
      int last = TreeNode.entries(node) - 1;
      int i = 0;
      long entry = TreeNode.entry(node, 0, entryBytes);
      long count = TreeNode.count(entry);
      while (left >= count && i < last) {
        left -= count;
        i++;
        entry += entryBytes;
        count = TreeNode.count(entry);
      }
      nodes[depth] = ref;
      indexes[depth] = i;
      ref = TreeNode.child(entry);
    }
    arrive(ref, rank - left);
    return left < TreeNode.entries(leafAddress) ? (int) left : -1;
  }

  /** Goes to the first leaf; false if there is none. */
  public boolean seekFirst() {
    if (root == 0) {
      return false;
    }
    descendFirst(0, root, 0);
    return true;
  }

  /** Goes to the last leaf; false if there is none. */
  public boolean seekLast() {
    if (root == 0) {
      return false;
    }
    descendLast(0, root);
    leafStart = count() - TreeNode.entries(leafAddress);
    return true;
  }

  /**
   * Goes to the last leaf whose first key is before the wanted place, or to the first leaf; false
   * if there is none.
   */
  public boolean seekKey(KeyOrder order) {
    if (root == 0) {
      return false;
    }
    long ref = root;
    long start = 0;
    for (int depth = 0; depth < height; depth++) {
      long node = arena.address(ref);
      int low = 0;
      int high = TreeNode.entries(node);
      while (high - low > 1) {
        int middle = (low + high) >>> 1;
        if (order.isBefore(TreeNode.key(TreeNode.entry(node, middle, entryBytes)))) {
          low = middle;
        } else {
          high = middle;
        }
      }
      nodes[depth] = ref;
      indexes[depth] = low;
      start += TreeNode.sum(node, 0, low, entryBytes);
      ref = TreeNode.child(TreeNode.entry(node, low, entryBytes));
    }
    arrive(ref, start);
    return true;
  }

  /** Goes to the next leaf; false, and stays, if there is none. */
  public boolean nextLeaf() {
    int depth = height - 1;
    while (depth >= 0 && indexes[depth] + 1 >= TreeNode.entries(arena.address(nodes[depth]))) {
      depth--;
    }
    if (depth < 0) {
      return false;
    }
    indexes[depth]++;
    long start = leafStart + TreeNode.entries(leafAddress);
    descendFirst(depth + 1, TreeNode.child(entryAt(depth)), start);
    return true;
  }

  /** Goes to the leaf before; false, and stays, if there is none. */
  public boolean previousLeaf() {
    int depth = height - 1;
    while (depth >= 0 && indexes[depth] == 0) {
      depth--;
    }
    if (depth < 0) {
      return false;
    }
    indexes[depth]--;
    descendLast(depth + 1, TreeNode.child(entryAt(depth)));
    leafStart -= TreeNode.entries(leafAddress);
    return true;
  }

  /** Whether the current leaf is the last one. */
  public boolean atLastLeaf() {
    if (leafAddress == 0) {
      return false;
    }
    int depth = height - 1;
    while (depth >= 0 && indexes[depth] + 1 == TreeNode.entries(arena.address(nodes[depth]))) {
      depth--;
    }
    return depth < 0;
  }

  private void arrive(long ref, long start) {
    nodes[height] = ref;
    leafAddress = arena.address(ref);
    leafStart = start;
  }

  private void descendFirst(int fromDepth, long fromRef, long start) {
    long ref = fromRef;
    for (int depth = fromDepth; depth < height; depth++) {
      nodes[depth] = ref;
      indexes[depth] = 0;
      ref = TreeNode.child(entryAt(depth));
    }
    arrive(ref, start);
  }

  private void descendLast(int fromDepth, long fromRef) {
    long ref = fromRef;
    for (int depth = fromDepth; depth < height; depth++) {
      nodes[depth] = ref;
      indexes[depth] = TreeNode.entries(arena.address(ref)) - 1;
      ref = TreeNode.child(entryAt(depth));
    }
    arrive(ref, leafStart);
  }

  /** Address of the entry on the way down at an inner depth. */
  private long entryAt(int depth) {
    return TreeNode.entry(arena.address(nodes[depth]), indexes[depth], entryBytes);
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
    TreeNode.close(arena.address(nodes[depth]), indexes[depth], entryBytes);
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

  /** Joins a small node with a small neighbour, and so on upwards. The position below is lost. */
  private void join(int fromDepth) {
    for (int depth = fromDepth; depth > 0; depth--) {
      int entries = TreeNode.entries(arena.address(nodes[depth]));
      int index = indexes[depth - 1];
      if (entries > SMALL || !(join(depth, index + 1) || join(depth, index - 1))) {
        return;
      }
    }
  }

  private boolean join(int depth, int neighbour) {
    long parent = arena.address(nodes[depth - 1]);
    if (neighbour < 0 || neighbour >= TreeNode.entries(parent)) {
      return false;
    }
    long other = TreeNode.entry(parent, neighbour, entryBytes);
    long otherRef = TreeNode.child(other);
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
    TreeNode.close(parent, neighbour, entryBytes);
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
