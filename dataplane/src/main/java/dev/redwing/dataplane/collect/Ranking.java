package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.copy;

import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import org.jspecify.annotations.Nullable;

/**
 * The order of a big sorted set: pairs of score and member in a {@link Tree}, sorted by score, then
 * by the member's bytes. A member is the reference of a {@link Node} whose key it is; the nodes are
 * the caller's, who also knows each member's score (the set's {@link Dict}).
 *
 * <p>Like a Tree, one object is pointed at one set after the other ({@link #attach}, {@link #root},
 * and what is said there about the root after a failed change). It holds one position, which a seek
 * sets and every change loses. -0.0 and 0.0 are equal; a NaN is refused.
 *
 * <p>All is O(log n) and allocates nothing on the heap. What runs out of memory has changed
 * nothing, except {@link #removeRange}, which may have removed a part of the range.
 */
public final class Ranking {
  private static final int KEY_BYTES = RankingLeaf.PAIR_BYTES;

  /** Leaves at most this full are joined with a neighbour ... */
  private static final int SMALL = RankingLeaf.MAX_ELEMENTS / 4;

  /** ... to one that is at most this full. It is also how full {@link #append} leaves them. */
  private static final int JOINED = RankingLeaf.MAX_ELEMENTS * 3 / 4;

  private final Arena arena;
  private final Tree tree;
  private final RankingOrder order;
  private int index;

  /** What a step of removeRange has taken out, until it is shown. */
  private final double[] removedScores = new double[RankingLeaf.MAX_ELEMENTS];

  private final long[] removedRefs = new long[RankingLeaf.MAX_ELEMENTS];

  public Ranking(Arena arena, Epochs epochs) {
    this.arena = arena;
    tree = new Tree(arena, epochs, KEY_BYTES);
    order = new RankingOrder(arena);
  }

  /** A walker over the leaves of a frozen set, for {@link FrozenRanking}. */
  static FrozenTree frozenTree(Arena arena) {
    return new FrozenTree(arena, KEY_BYTES);
  }

  /** Frees a set's order in slices; the members are not its to free. */
  public static TreeRemains remains(Arena arena, Epochs epochs, long root) {
    return new TreeRemains(arena, epochs, KEY_BYTES, root);
  }

  /** Goes to another set; 0 is the empty one. */
  public void attach(long rootRef) {
    tree.attach(rootRef);
  }

  public long root() {
    return tree.root();
  }

  public boolean isEmpty() {
    return tree.isEmpty();
  }

  public long count() {
    return tree.count();
  }

  /** See {@link Tree#ownedBytes}; the members are not counted. */
  public long ownedBytes(long sampledLeaves) {
    return tree.ownedBytes(sampledLeaves);
  }

  // ------------------------------------------------------------------------------- position

  /** Goes to the element of this rank, from 0; false if there is none. */
  public boolean seekRank(long rank) {
    index = tree.seekRank(rank);
    return index >= 0;
  }

  public boolean seekFirst() {
    index = 0;
    return tree.seekFirst();
  }

  public boolean seekLast() {
    if (!tree.seekLast()) {
      return false;
    }
    index = Tree.elements(tree.leafAddress()) - 1;
    return true;
  }

  /** Goes to this very element; false if there is none. */
  public boolean seek(double score, long memberRef) {
    order.at(score, memberRef, false);
    return seekOrder() && score() == score && memberRef() == memberRef;
  }

  /** Goes to the first element whose score is at least, or {@code exclusive}: above, this one. */
  public boolean seekAtLeast(double score, boolean exclusive) {
    order.atScore(score, exclusive);
    return seekOrder();
  }

  /** Goes to the last element whose score is at most, or {@code exclusive}: below, this one. */
  public boolean seekAtMost(double score, boolean exclusive) {
    order.atScore(score, !exclusive);
    return seekBeforeOrder();
  }

  /**
   * Goes to the first member not, or {@code exclusive}: behind, these bytes; scores are all equal.
   */
  public boolean seekMemberAtLeast(long address, int length, boolean exclusive) {
    order.atMember(address, length, exclusive);
    return seekOrder();
  }

  /** Goes to the last member not behind, or {@code exclusive}: before, these bytes. */
  public boolean seekMemberAtMost(long address, int length, boolean exclusive) {
    order.atMember(address, length, !exclusive);
    return seekBeforeOrder();
  }

  /** To the first element that is not before the place; its leaf's end if there is none. */
  private boolean seekOrder() {
    if (!seekInsertion()) {
      return false;
    }
    if (index == Tree.elements(tree.leafAddress())) {
      if (!tree.nextLeaf()) {
        return false;
      }
      index = 0;
    }
    return true;
  }

  private boolean seekBeforeOrder() {
    if (!seekInsertion()) {
      return false;
    }
    // The leaf begins before the place, or nothing does.
    index--;
    return index >= 0;
  }

  /** To the place itself, in the leaf where an element that belongs there would be inserted. */
  private boolean seekInsertion() {
    if (!tree.seekKey(order)) {
      return false;
    }
    long leaf = tree.leafAddress();
    int low = 0;
    int high = Tree.elements(leaf);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (order.isBefore(RankingLeaf.pair(leaf, middle))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    index = low;
    return true;
  }

  /** Goes to the next element; false, and stays, if there is none. */
  public boolean next() {
    if (index + 1 < Tree.elements(tree.leafAddress())) {
      index++;
      return true;
    }
    if (!tree.nextLeaf()) {
      return false;
    }
    index = 0;
    return true;
  }

  /** Goes to the element before; false, and stays, if there is none. */
  public boolean previous() {
    if (index > 0) {
      index--;
      return true;
    }
    if (!tree.previousLeaf()) {
      return false;
    }
    index = Tree.elements(tree.leafAddress()) - 1;
    return true;
  }

  /** Rank of the current element. */
  public long rank() {
    return tree.leafStart() + index;
  }

  public double score() {
    return RankingLeaf.score(RankingLeaf.pair(tree.leafAddress(), index));
  }

  public long memberRef() {
    return RankingLeaf.memberRef(RankingLeaf.pair(tree.leafAddress(), index));
  }

  /** Rank of this element, or -1 if it is not there. */
  public long rank(double score, long memberRef) {
    return seek(score, memberRef) ? rank() : -1;
  }

  // -------------------------------------------------------------------------------- changes

  /** Adds a member that is known to be absent. */
  public void insert(double score, long memberRef) {
    refuseNan(score);
    order.at(score, memberRef, false);
    if (!seekInsertion()) {
      tree.insertLeafAfter(leafOf(score, memberRef, 1));
      return;
    }
    int elements = Tree.elements(tree.leafAddress());
    if (elements == RankingLeaf.MAX_ELEMENTS) {
      if (index == elements && tree.atLastLeaf()) {
        insertLeaf(leafOf(score, memberRef, 1));
        return;
      }
      split();
    }
    insertHere(score, memberRef);
  }

  private static void refuseNan(double score) {
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException("a score that is not a number");
    }
  }

  private void insertHere(double score, long memberRef) {
    int elements = Tree.elements(tree.leafAddress());
    long leaf = tree.ownLeaf(RankingLeaf.usedBytes(elements), RankingLeaf.blockBytes(elements + 1));
    RankingLeaf.insert(leaf, index, score, memberRef);
    tree.leafChanged();
  }

  /** A leaf with one element and room for {@code elements}. */
  private long leafOf(double score, long memberRef, int elements) {
    long ref = tree.newLeaf(RankingLeaf.blockBytes(elements));
    RankingLeaf.insert(arena.address(ref), 0, score, memberRef);
    return ref;
  }

  private void insertLeaf(long ref) {
    try {
      tree.insertLeafAfter(ref);
    } catch (OutOfNativeMemoryException e) {
      arena.free(ref);
      throw e;
    }
  }

  /** Moves half of a full leaf to a new one behind it, and the position with it. */
  private void split() {
    int elements = RankingLeaf.MAX_ELEMENTS;
    long leaf = tree.ownLeaf(RankingLeaf.usedBytes(elements), RankingLeaf.usedBytes(elements));
    // Where elements come in falling order the front leaf is the one to leave room in.
    int kept = index == 0 ? 1 : elements / 2;
    int moved = elements - kept;
    long ref = tree.newLeaf(RankingLeaf.blockBytes(moved));
    long target = arena.address(ref);
    copy(
        RankingLeaf.pair(leaf, kept),
        RankingLeaf.pair(target, 0),
        (long) moved * RankingLeaf.PAIR_BYTES);
    Tree.setElements(target, moved);
    insertLeaf(ref);
    Tree.setElements(leaf, kept);
    tree.leafChanged();
    if (index > kept) {
      index -= kept;
      tree.nextLeaf();
    }
  }

  /**
   * Adds an element that belongs behind all others: how a set is built from sorted elements. The
   * leaves get some room for what comes later.
   */
  public void append(double score, long memberRef) {
    refuseNan(score);
    if (!tree.atLastLeaf() && !tree.seekLast()) {
      tree.insertLeafAfter(leafOf(score, memberRef, 1));
      return;
    }
    index = Tree.elements(tree.leafAddress());
    if (index >= JOINED) {
      insertLeaf(leafOf(score, memberRef, JOINED));
      tree.nextLeaf();
    } else {
      insertHere(score, memberRef);
    }
  }

  /** Takes an element out; false if it is not there. */
  public boolean remove(double score, long memberRef) {
    if (!seek(score, memberRef)) {
      return false;
    }
    removeHere(1);
    joinSmall();
    return true;
  }

  /** Takes {@code count} elements out of the current leaf, which may go with them. */
  private void removeHere(int count) {
    int elements = Tree.elements(tree.leafAddress());
    if (count == elements) {
      tree.removeLeaf();
      return;
    }
    long usedBytes = RankingLeaf.usedBytes(elements);
    RankingLeaf.delete(tree.ownLeaf(usedBytes, usedBytes), index, count);
    tree.leafChanged();
  }

  /** The member's block has moved; the old one is still there to be read. */
  public void replace(double score, long oldRef, long newRef) {
    order.at(score, newRef, false);
    if (!seekOrder() || memberRef() != oldRef) {
      throw new IllegalStateException("no element has ref " + oldRef);
    }
    RankingLeaf.setMemberRef(RankingLeaf.pair(ownLeaf(), index), newRef);
    tree.leafChanged();
  }

  private long ownLeaf() {
    long usedBytes = RankingLeaf.usedBytes(Tree.elements(tree.leafAddress()));
    return tree.ownLeaf(usedBytes, usedBytes);
  }

  /** Gives a member, known to be there with {@code oldScore}, another score. */
  public void changeScore(double oldScore, double newScore, long memberRef) {
    refuseNan(newScore);
    if (!seek(oldScore, memberRef)) {
      throw new IllegalStateException("no element has score " + oldScore + ", ref " + memberRef);
    }
    long leaf = ownLeaf();
    if (newScore == oldScore || staysInPlace(newScore)) {
      RankingLeaf.setScore(RankingLeaf.pair(leaf, index), newScore);
      tree.leafChanged();
      return;
    }
    // In this order only the first can run out of memory: what the second needs is owned.
    insert(newScore, memberRef);
    remove(oldScore, memberRef);
  }

  /** Whether the new score is strictly between those of the neighbours in the leaf. */
  private boolean staysInPlace(double newScore) {
    long leaf = tree.leafAddress();
    return index > 0
        && index + 1 < Tree.elements(leaf)
        && RankingLeaf.score(RankingLeaf.pair(leaf, index - 1)) < newScore
        && RankingLeaf.score(RankingLeaf.pair(leaf, index + 1)) > newScore;
  }

  /** See {@link Tree#prepareRemoval}. */
  public void prepareRemoval(long start, long count) {
    tree.prepareRemoval(start, count);
  }

  /**
   * Takes out up to {@code count} elements from rank {@code start} on, and shows each to {@code
   * removed} when it is out; returns how many there were.
   */
  public long removeRange(long start, long count, @Nullable RankingVisitor removed) {
    long done = 0;
    while (done < count && seekRank(start)) {
      long leaf = tree.leafAddress();
      int step = (int) Math.min(count - done, Tree.elements(leaf) - index);
      for (int i = 0; i < step; i++) {
        long pair = RankingLeaf.pair(leaf, index + i);
        removedScores[i] = RankingLeaf.score(pair);
        removedRefs[i] = RankingLeaf.memberRef(pair);
      }
      removeHere(step);
      done += step;
      for (int i = 0; removed != null && i < step; i++) {
        removed.visit(removedScores[i], removedRefs[i]);
      }
    }
    if (done > 0) {
      joinSmallAt(start);
      joinSmallAt(start - 1);
    }
    return done;
  }

  // -------------------------------------------------------------------------------- joining

  private void joinSmallAt(long rank) {
    if (seekRank(rank)) {
      joinSmall();
    }
  }

  /**
   * Joins a leaf that has become small with its neighbours, if they have room and memory is left.
   */
  private void joinSmall() {
    if (tree.isEmpty() || Tree.elements(tree.leafAddress()) > SMALL) {
      return;
    }
    try {
      if (tree.previousLeaf() && !joinNext()) {
        tree.nextLeaf();
      }
      joinNext();
    } catch (OutOfNativeMemoryException e) {
      // They stay as they are.
    }
  }

  /** Moves the elements of the next leaf into this one, if they are few; false if not. */
  private boolean joinNext() {
    int elements = Tree.elements(tree.leafAddress());
    if (!tree.nextLeaf()) {
      return false;
    }
    int more = Tree.elements(tree.leafAddress());
    long source = RankingLeaf.pair(tree.leafAddress(), 0);
    tree.previousLeaf();
    if (elements + more > JOINED) {
      return false;
    }
    long leaf =
        tree.ownLeaf(RankingLeaf.usedBytes(elements), RankingLeaf.blockBytes(elements + more));
    // Behind the end: not part of the leaf until the next one is gone, which may fail.
    copy(source, RankingLeaf.pair(leaf, elements), (long) more * RankingLeaf.PAIR_BYTES);
    tree.nextLeaf();
    if (tree.removeLeaf()) {
      tree.previousLeaf();
    }
    Tree.setElements(leaf, elements + more);
    tree.leafChanged();
    return true;
  }

  /** For tests: throws if the tree is not sound, or the elements are not in order. */
  public void checkInvariants() {
    tree.checkInvariants();
    boolean more = seekFirst();
    while (more) {
      order.at(score(), memberRef(), true);
      more = next();
      if (more && order.isBefore(RankingLeaf.pair(tree.leafAddress(), index))) {
        throw new IllegalStateException("element " + rank() + " is not in order");
      }
    }
  }
}
