package dev.redwing.dataplane.type.zset;

import static dev.redwing.dataplane.memory.NativeMemory.copy;
import static dev.redwing.dataplane.memory.NativeMemory.getLong;
import static dev.redwing.dataplane.memory.NativeMemory.putInt;
import static dev.redwing.dataplane.memory.NativeMemory.putLong;

import dev.redwing.dataplane.collect.Cuttings;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.Hashing;
import dev.redwing.dataplane.collect.InnerDict;
import dev.redwing.dataplane.collect.Node;
import dev.redwing.dataplane.collect.NodeBatch;
import dev.redwing.dataplane.collect.NodeVisitor;
import dev.redwing.dataplane.collect.Ranking;
import dev.redwing.dataplane.collect.RankingVisitor;
import dev.redwing.dataplane.collect.TableHeader;
import dev.redwing.dataplane.collect.ValueSlot;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;

/**
 * The large form, one set after the other: a table of nodes, each a member with its score, and a
 * ranking of the same nodes. The header in the set's slot is made writable before a change and
 * written whatever becomes of it. A snapshot reads the ranking and never the table.
 *
 * <p>Both structures change, or neither does: each step that can run out of memory comes before the
 * first that cannot be undone, and what undoes one works on blocks that are owned by then.
 */
final class RankedTable {
  private static final int SCORE_BYTES = Double.BYTES;

  /**
   * How many blocks a change of one member may retire at most: the way down to a leaf, the node.
   */
  private static final int RETIRED_BLOCKS = 128;

  /** What of a cut is freed with it: a small one as a whole, most often. */
  private static final int FREED_AT_ONCE = 128;

  private final Arena arena;
  private final Epochs epochs;
  private final Cuttings cuttings;
  private final InnerDict dict;
  private final Ranking ranking;
  private final NodeBatch batch;
  private final RankingVisitor removed = this::addToBatch;
  private final NodeVisitor retirement = this::retire;

  /** Of the set at hand, if something was cut out of it ({@link Cuttings}), or 0. */
  private long pending;

  RankedTable(Arena arena, Epochs epochs, Cuttings cuttings) {
    this.arena = arena;
    this.epochs = epochs;
    this.cuttings = cuttings;
    dict = InnerDict.unread(arena, epochs);
    ranking = new Ranking(arena, epochs);
    batch = new NodeBatch(arena);
  }

  /** Lets the slot hold an empty set; what it held before must own nothing. */
  static void init(ValueSlot slot) {
    TableHeader.write(slot.writable(TableHeader.BYTES), 0, 0, 0);
    slot.setEncoding(Encoding.SKIPLIST);
  }

  private void attach(ValueSlot slot) {
    long value = slot.address();
    long root = TableHeader.dictRoot(value);
    pending = Cuttings.pending(root);
    if (pending == 0) {
      dict.attach(root, TableHeader.size(value));
    } else {
      cuttings.attach(pending, dict);
    }
    ranking.attach(TableHeader.treeRoot(value));
  }

  /** Begins a change, which frees a little of what was cut out; returns the writable header. */
  private long open(ValueSlot slot) {
    long header = slot.writable(TableHeader.BYTES);
    attach(slot);
    freeCut(1);
    return header;
  }

  private void freeCut(int maxBlocks) {
    if (pending == 0 || cuttings.isEmpty(pending)) {
      return;
    }
    cuttings.save(pending, dict);
    cuttings.begin(pending, maxBlocks);
    cuttings.attach(pending, dict);
  }

  private void close(long header) {
    if (pending != 0 && cuttings.isEmpty(pending)) {
      cuttings.free(pending);
      pending = 0;
    }
    if (pending == 0) {
      TableHeader.write(header, dict.root(), dict.size(), ranking.root());
    } else {
      cuttings.save(pending, dict);
      TableHeader.write(header, Cuttings.root(pending), ranking.count(), ranking.root());
    }
  }

  // ---- reading ----

  /** Reference of the member's node, or 0; good until the next change. */
  long find(ValueSlot slot, long member, int length) {
    attach(slot);
    long ref = dict.find(Hashing.hash(member, length), member, length);
    return ref != 0 && isMember(ref) ? ref : 0;
  }

  /** Whether a node of the table has not been cut out of the ranking. */
  private boolean isMember(long ref) {
    return pending == 0 || cuttings.isEmpty(pending) || ranking.seek(score(ref), ref);
  }

  /** Score of a node. */
  double score(long ref) {
    return scoreAt(arena.address(ref));
  }

  static double scoreAt(long node) {
    return Double.longBitsToDouble(getLong(Node.valueAddress(node)));
  }

  long rank(ValueSlot slot, long ref) {
    attach(slot);
    return ranking.rank(score(ref), ref);
  }

  /** How many members have a score below, or {@code orEqual} at most, this one. */
  long countBelow(ValueSlot slot, double score, boolean orEqual) {
    attach(slot);
    return ranking.seekAtLeast(score, orEqual) ? ranking.rank() : ranking.count();
  }

  /** How many members are before these bytes, or {@code orEqual} are these; scores are equal. */
  long countBefore(ValueSlot slot, long member, int length, boolean orEqual) {
    attach(slot);
    return ranking.seekMemberAtLeast(member, length, orEqual) ? ranking.rank() : ranking.count();
  }

  /** {@link InnerDict#scan}; the visitor must not use this object. */
  long scan(ValueSlot slot, long cursor, int limit, NodeVisitor visitor) {
    attach(slot);
    if (pending == 0) {
      return dict.scan(cursor, limit, visitor);
    }
    return dict.scan(
        cursor,
        limit,
        node -> {
          if (isMember(arena.reference(node))) {
            visitor.visit(node);
          }
        });
  }

  // ---- one member ----

  /** Adds a member that is not there. */
  void insert(ValueSlot slot, long member, int length, double score) {
    long header = open(slot);
    try {
      epochs.reserve(RETIRED_BLOCKS);
      long hash = Hashing.hash(member, length);
      // One that was cut out gives up its place in the table and is only to be freed.
      long cut = pending == 0 ? 0 : dict.find(hash, member, length);
      long ref = newNode(member, length, score);
      try {
        insert(hash, cut, ref, score);
      } catch (OutOfNativeMemoryException e) {
        arena.free(ref);
        throw e;
      }
    } finally {
      close(header);
    }
  }

  private void insert(long hash, long cut, long ref, double score) {
    if (cut == 0) {
      dict.insert(hash, ref);
    } else {
      dict.replace(hash, cut, ref);
    }
    try {
      ranking.insert(score, ref);
    } catch (OutOfNativeMemoryException e) {
      if (cut == 0) {
        dict.remove(hash, ref);
      } else {
        dict.replace(hash, ref, cut);
      }
      throw e;
    }
  }

  private long newNode(long member, int length, double score) {
    long ref = arena.allocate(Node.HEADER_BYTES + (long) length + SCORE_BYTES);
    long node = arena.address(ref);
    putInt(node + Node.EPOCH, epochs.current());
    putInt(node + Node.META, 0);
    putInt(node + Node.KEY_LENGTH, length);
    putInt(node + Node.VALUE_LENGTH, SCORE_BYTES);
    copy(member, Node.keyAddress(node), length);
    putScore(node, score);
    return ref;
  }

  private static void putScore(long node, double score) {
    putLong(Node.valueAddress(node), Double.doubleToRawLongBits(score));
  }

  /** Gives the member of a node another score. */
  void update(ValueSlot slot, long ref, double score) {
    long header = open(slot);
    long node = arena.address(ref);
    try {
      epochs.reserve(RETIRED_BLOCKS);
      if (epochs.frozen(node)) {
        updateFrozen(ref, node, score);
      } else {
        ranking.changeScore(scoreAt(node), score, ref);
        putScore(node, score);
      }
    } finally {
      close(header);
    }
  }

  private void updateFrozen(long ref, long node, double score) {
    double oldScore = scoreAt(node);
    long hash = Node.hash(node);
    long moved = newNode(Node.keyAddress(node), Node.keyLength(node), score);
    try {
      dict.replace(hash, ref, moved);
      try {
        replaceInRanking(ref, moved, oldScore, score);
      } catch (OutOfNativeMemoryException e) {
        dict.replace(hash, moved, ref);
        throw e;
      }
    } catch (OutOfNativeMemoryException e) {
      arena.free(moved);
      throw e;
    }
    epochs.retire(ref);
  }

  private void replaceInRanking(long ref, long moved, double oldScore, double score) {
    ranking.replace(oldScore, ref, moved);
    try {
      ranking.changeScore(oldScore, score, moved);
    } catch (OutOfNativeMemoryException e) {
      ranking.replace(oldScore, moved, ref);
      throw e;
    }
  }

  // ---- removing ----

  /** Removes the member of a node. */
  void remove(ValueSlot slot, long ref) {
    long header = open(slot);
    try {
      epochs.reserve(RETIRED_BLOCKS);
      if (!ranking.remove(score(ref), ref)) {
        throw new IllegalStateException("no rank for ref " + ref);
      }
      dict.remove(Node.hash(arena.address(ref)), ref);
      epochs.retire(ref);
    } finally {
      close(header);
    }
  }

  /**
   * Removes {@code count} members, which there are, from a rank on. However many they are, this is
   * O(log n): most are cut out of the ranking and leave the table later.
   */
  void removeRange(ValueSlot slot, long start, long count) {
    long header = open(slot);
    try {
      boolean cuts = ranking.prepareRemoval(start, count);
      epochs.reserve(RETIRED_BLOCKS + Ranking.MAX_SHOWN);
      long opened = cuts ? cuttings.openRanked(pending, ranking.depth()) : 0;
      pending = opened == 0 ? pending : opened;
      // From here on nothing fails.
      ranking.removeRange(start, count, opened == 0 ? 0 : cuttings.cutting(opened), removed);
      batch.removeFrom(dict, retirement);
      freeCut(FREED_AT_ONCE);
    } finally {
      close(header);
    }
  }

  private void addToBatch(long ref) {
    if (batch.isFull()) {
      batch.removeFrom(dict, retirement);
    }
    batch.add(ref);
  }

  private void retire(long node) {
    epochs.retire(arena.reference(node));
  }

  // ---- all at once ----

  /** Begins a set that is in no slot yet, for {@link #build} and {@link #finish}. */
  void begin() {
    pending = 0;
    dict.attach(0, 0);
    ranking.attach(0);
  }

  /** Adds a member that is known to be new and to belong behind all others. */
  void build(long member, int length, double score) {
    long ref = newNode(member, length, score);
    long hash = Hashing.hash(member, length);
    try {
      dict.insert(hash, ref);
    } catch (OutOfNativeMemoryException e) {
      arena.free(ref);
      throw e;
    }
    // If this fails the node is in the table, from where abandon() frees it.
    ranking.append(score, ref);
  }

  /** Puts what was built into the slot. */
  void finish(ValueSlot slot) {
    close(slot.writable(TableHeader.BYTES));
    slot.setEncoding(Encoding.SKIPLIST);
  }

  /** Keeps what the slot's header leads to, for when that is overwritten. */
  void takeOut(ValueSlot slot) {
    attach(slot);
  }

  /** Visits what was taken out by rank. */
  void forEachTakenOut(ScoredVisitor visitor) {
    for (boolean more = ranking.seekFirst(); more; more = ranking.next()) {
      long node = arena.address(ranking.memberRef());
      visitor.visit(Node.keyAddress(node), Node.keyLength(node), ranking.score());
    }
  }

  /** Frees what was built, or taken out; later, if something cut out still waits. */
  void abandon() {
    Ranking.remains(arena, epochs, ranking.root()).free(Integer.MAX_VALUE, null);
    if (pending == 0) {
      dict.detach().free(Integer.MAX_VALUE, retirement);
    } else {
      cuttings.save(pending, dict);
      cuttings.abandon(pending);
    }
  }

  /** Frees the blocks of a slot that is given up. */
  void free(ValueSlot slot) {
    attach(slot);
    abandon();
  }

  /** For tests: throws if table and ranking are not sound, or not of the same nodes. */
  void checkInvariants(ValueSlot slot) {
    attach(slot);
    dict.checkInvariants();
    ranking.checkInvariants();
    long cut = pending == 0 ? 0 : cuttings.cutMembers(pending);
    long size = TableHeader.size(slot.address());
    if (ranking.count() != size || dict.size() != size + cut) {
      throw new IllegalStateException(
          ranking.count()
              + " ranked of "
              + size
              + ", in the table "
              + dict.size()
              + " with "
              + cut);
    }
    for (boolean more = ranking.seekFirst(); more; more = ranking.next()) {
      long ref = ranking.memberRef();
      long node = arena.address(ref);
      long found = dict.find(Node.hash(node), Node.keyAddress(node), Node.keyLength(node));
      if (found != ref
          || Double.doubleToRawLongBits(scoreAt(node))
              != Double.doubleToRawLongBits(ranking.score())) {
        throw new IllegalStateException("rank " + ranking.rank() + " is not as in the table");
      }
    }
  }
}
