package dev.redwing.dataplane.collect;

import dev.redwing.dataplane.memory.Arena;

/** Which {@link Tree}, and where in it: the half of the class that reads. */
abstract sealed class TreePosition permits Tree {
  private static final long UNKNOWN = -1;

  /** As any two neighbours are joined when they are small, this is beyond what memory can hold. */
  static final int MAX_HEIGHT = 16;

  private static final int MANY_LEAVES = 16;

  final Arena arena;
  final int entryBytes;

  long root;

  /** Level of the root: the depth at which leaves are. */
  int height;

  /** Elements of a tree that is more than a leaf, if they have been counted. */
  private long total = UNKNOWN;

  // The position: the nodes from the root, at depth 0, to the leaf, at depth `height`.
  final long[] nodes = new long[MAX_HEIGHT + 1];
  final int[] indexes = new int[MAX_HEIGHT + 1];
  long leafAddress;
  long leafStart;

  TreePosition(Arena arena, int entryBytes) {
    this.arena = arena;
    this.entryBytes = entryBytes;
  }

  // ------------------------------------------------------------------------------- the whole

  /** Goes to another tree; 0 is the empty one. There is no position until a seek. */
  public final void attach(long rootRef) {
    root = rootRef;
    height = rootRef == 0 ? 0 : TreeNode.level(arena.address(rootRef));
    leafAddress = 0;
    leafStart = 0;
    total = UNKNOWN;
  }

  /** The same for who knows how many elements there are. */
  public final void attach(long rootRef, long count) {
    attach(rootRef);
    total = count;
  }

  public final long root() {
    return root;
  }

  public final boolean isEmpty() {
    return root == 0;
  }

  /** Inner nodes above each leaf. */
  public final int depth() {
    return height;
  }

  /** Number of all elements. */
  public final long count() {
    if (root == 0) {
      return 0;
    }
    long node = arena.address(root);
    int entries = TreeNode.entries(node);
    if (height == 0) {
      return entries;
    }
    if (total == UNKNOWN) {
      total = TreeNode.sum(node, 0, entries, entryBytes);
    }
    return total;
  }

  /** Whether any leaf is but a small part of the whole. */
  public final boolean hasManyLeaves() {
    return height > 1 || (height == 1 && TreeNode.entries(arena.address(root)) >= MANY_LEAVES);
  }

  /** Elements have come in or gone out somewhere. */
  final void countChanged(long change) {
    if (total != UNKNOWN) {
      total += change;
    }
  }

  /** The root was a leaf so far, whose changes were not counted. */
  final void forgetCount() {
    total = UNKNOWN;
  }

  // ------------------------------------------------------------------------------- position

  /** Whether there is a current leaf. */
  public final boolean positioned() {
    return leafAddress != 0;
  }

  public final long leaf() {
    return nodes[height];
  }

  public final long leafAddress() {
    return leafAddress;
  }

  /** Rank of the current leaf's first element. */
  public final long leafStart() {
    return leafStart;
  }

  /** Goes to the element of this rank; returns its index in the leaf, or -1 if there is none. */
  public final int seekRank(long rank) {
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
  public final boolean seekFirst() {
    if (root == 0) {
      return false;
    }
    descendFirst(0, root, 0);
    return true;
  }

  /** Goes to the last leaf; false if there is none. */
  public final boolean seekLast() {
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
  public final boolean seekKey(KeyOrder order) {
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
  public final boolean nextLeaf() {
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
  public final boolean previousLeaf() {
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
  public final boolean atLastLeaf() {
    if (leafAddress == 0) {
      return false;
    }
    int depth = height - 1;
    while (depth >= 0 && indexes[depth] + 1 == TreeNode.entries(arena.address(nodes[depth]))) {
      depth--;
    }
    return depth < 0;
  }

  final void arrive(long ref, long start) {
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
  final long entryAt(int depth) {
    return TreeNode.entry(arena.address(nodes[depth]), indexes[depth], entryBytes);
  }
}
