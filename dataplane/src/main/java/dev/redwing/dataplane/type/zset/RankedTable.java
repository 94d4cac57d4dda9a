package dev.redwing.dataplane.type.zset;

import static dev.redwing.dataplane.memory.NativeMemory.copy;
import static dev.redwing.dataplane.memory.NativeMemory.getLong;
import static dev.redwing.dataplane.memory.NativeMemory.putInt;
import static dev.redwing.dataplane.memory.NativeMemory.putLong;

import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.Hashing;
import dev.redwing.dataplane.collect.InnerDict;
import dev.redwing.dataplane.collect.Node;
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
 * written whatever becomes of it.
 *
 * <p>Both structures change, or neither does: each step that can run out of memory comes before the
 * first that cannot be undone, and what undoes one works on blocks that are owned by then.
 */
final class RankedTable {
  private static final int SCORE_BYTES = Double.BYTES;

  /**
   * How many blocks a change of one member may retire at most: the way down to a segment of the
   * table, the way down to a leaf, and the node.
   */
  private static final int RETIRED_BLOCKS = 128;

  /** A removed member may retire its node and, alone in it, its leaf. */
  private static final int RETIRED_PER_MEMBER = 2;

  private static final ScoredVisitor NOBODY = (member, length, score) -> {};

  private final Arena arena;
  private final Epochs epochs;
  private final InnerDict dict;
  private final Ranking ranking;
  private final RankingVisitor removal = this::removeRanked;
  private ScoredVisitor removed = NOBODY;

  RankedTable(Arena arena, Epochs epochs) {
    this.arena = arena;
    this.epochs = epochs;
    dict = new InnerDict(arena, epochs);
    ranking = new Ranking(arena, epochs);
  }

  /** Lets the slot hold an empty set; what it held before must own nothing. */
  static void init(ValueSlot slot) {
    TableHeader.write(slot.writable(TableHeader.BYTES), 0, 0, 0);
    slot.setEncoding(Encoding.SKIPLIST);
  }

  private void attach(ValueSlot slot) {
    long value = slot.address();
    dict.attach(TableHeader.dictRoot(value), TableHeader.size(value));
    ranking.attach(TableHeader.treeRoot(value));
  }

  private void writeHeader(long header) {
    TableHeader.write(header, dict.root(), dict.size(), ranking.root());
  }

  // ---- reading ----

  /** Reference of the member's node, or 0; good until the next change. */
  long find(ValueSlot slot, long member, int length) {
    attach(slot);
    return dict.find(Hashing.hash(member, length), member, length);
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
    return ranking.seekAtLeast(score, orEqual) ? ranking.rank() : dict.size();
  }

  /** How many members are before these bytes, or {@code orEqual} are these; scores are equal. */
  long countBefore(ValueSlot slot, long member, int length, boolean orEqual) {
    attach(slot);
    return ranking.seekMemberAtLeast(member, length, orEqual) ? ranking.rank() : dict.size();
  }

  /** {@link InnerDict#scan}; the visitor must not use this object. */
  long scan(ValueSlot slot, long cursor, int limit, NodeVisitor visitor) {
    attach(slot);
    return dict.scan(cursor, limit, visitor);
  }

  // ---- one member ----

  /** Adds a member that is not there. */
  void insert(ValueSlot slot, long member, int length, double score) {
    long header = slot.writable(TableHeader.BYTES);
    attach(slot);
    epochs.reserve(RETIRED_BLOCKS);
    long hash = Hashing.hash(member, length);
    long ref = newNode(member, length, score);
    try {
      insert(hash, ref, score);
    } finally {
      writeHeader(header);
    }
  }

  private void insert(long hash, long ref, double score) {
    try {
      dict.insert(hash, ref);
      try {
        ranking.insert(score, ref);
      } catch (OutOfNativeMemoryException e) {
        dict.remove(hash, ref);
        throw e;
      }
    } catch (OutOfNativeMemoryException e) {
      arena.free(ref);
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
    long header = slot.writable(TableHeader.BYTES);
    attach(slot);
    epochs.reserve(RETIRED_BLOCKS);
    long node = arena.address(ref);
    try {
      if (epochs.frozen(node)) {
        updateFrozen(ref, node, score);
      } else {
        ranking.changeScore(scoreAt(node), score, ref);
        putScore(node, score);
      }
    } finally {
      writeHeader(header);
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
    attach(slot);
    long rank = ranking.rank(score(ref), ref);
    removeRange(slot, rank, 1, NOBODY);
  }

  /**
   * Removes {@code count} members, which there are, from a rank on, and shows each to the visitor;
   * all of them, or none if memory runs out.
   */
  void removeRange(ValueSlot slot, long start, long count, ScoredVisitor visitor) {
    long header = slot.writable(TableHeader.BYTES);
    attach(slot);
    removed = visitor;
    try {
      if (epochs.isOpen()) {
        prepareRemoval(start, count);
      }
      ranking.removeRange(start, count, removal);
    } finally {
      removed = NOBODY;
      writeHeader(header);
    }
  }

  /** Copies first what the snapshot reads and the removal writes, which then does not fail. */
  private void prepareRemoval(long start, long count) {
    ranking.seekRank(start);
    for (long i = 0; i < count; i++) {
      long ref = ranking.memberRef();
      dict.prepareRemoval(Node.hash(arena.address(ref)), ref);
      ranking.next();
    }
    ranking.prepareRemoval(start, count);
    epochs.reserve(RETIRED_PER_MEMBER * count + 4 * RETIRED_BLOCKS);
  }

  private void removeRanked(double score, long ref) {
    long node = arena.address(ref);
    removed.visit(Node.keyAddress(node), Node.keyLength(node), score);
    dict.remove(Node.hash(node), ref);
    epochs.retire(ref);
  }

  // ---- all at once ----

  /** Begins a set that is in no slot yet, for {@link #build} and {@link #finish}. */
  void begin() {
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
    writeHeader(slot.writable(TableHeader.BYTES));
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

  /** Frees what was built, or taken out. */
  void abandon() {
    Ranking.remains(arena, epochs, ranking.root()).free(Integer.MAX_VALUE, null);
    dict.detach().free(Integer.MAX_VALUE, node -> epochs.retire(arena.reference(node)));
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
    long size = dict.size();
    if (ranking.count() != size) {
      throw new IllegalStateException(ranking.count() + " ranked of " + size);
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
