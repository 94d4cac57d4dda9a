package dev.redwing.dataplane.type.zset;

import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.Node;
import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.collect.Selection;
import dev.redwing.dataplane.collect.ValueSlot;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The operations on sorted sets: members by score, and by their bytes where scores are equal. A set
 * begins as a listpack or not and stops being one where t_zset.c of Redis 7.2 says so; only results
 * that are to be stored go back ({@link #toPackIfSmall}). Who has removed the last member deletes
 * the set.
 *
 * <p>Ranks count from 0, the lowest score. What is asked for by score or by bytes is found as a
 * range of ranks ({@link #findRange}), to be read by {@link #forEach} or {@link #cursor}, counted,
 * or removed. Members that are stored or looked for must lie outside of the set.
 *
 * <p>Scores are never NaN. -0.0 and 0.0 are equal; the sign is kept and printed, except that a
 * listpack, as in Redis 7.2, holds and prints 0 for both.
 */
public final class ZsetType {
  /** {@link #put}: only a member that is not there. */
  public static final int NX = 1;

  /** {@link #put}: only a member that is there. */
  public static final int XX = 2;

  /** {@link #put}: a member that is there only if its score becomes greater. */
  public static final int GT = 4;

  /** {@link #put}: a member that is there only if its score becomes less. */
  public static final int LT = 8;

  /** {@link #put}: what is given is added to the score that is there. */
  public static final int INCREMENT = 16;

  /** No such member. */
  public static final long NO_RANK = -1;

  /** Redis's limit for a listpack's safety. */
  private static final long MAX_PACK_BYTES = 1 << 30;

  /** Up to the size divided by this, members at random are drawn; above, all are gone through. */
  private static final int DRAWN_PART = 3;

  private final Limits limits;
  private final RankedTable table;
  private final ScoredPack packs = new ScoredPack();
  private final PackText text = new PackText();
  private final ZsetCursor cursor;

  /** For whole walks, between whose steps all else is used. */
  private final ZsetCursor walked;

  private double score;
  private double oldScore;
  private long rangeStart;

  /**
   * Up to where a sorted set is small.
   *
   * @param packCount zset-max-listpack-entries
   * @param packBytes zset-max-listpack-value
   */
  public record Limits(LongSupplier packCount, LongSupplier packBytes) {}

  public ZsetType(Arena arena, Epochs epochs, Limits limits) {
    this.limits = limits;
    table = new RankedTable(arena, epochs);
    cursor = new ZsetCursor(arena, epochs);
    walked = new ZsetCursor(arena, epochs);
  }

  // ---- reading ----

  public static long size(ValueSlot slot) {
    return ZsetWalk.size(slot.encoding(), slot.address());
  }

  private static boolean isPack(ValueSlot slot) {
    return slot.encoding() == Encoding.LISTPACK;
  }

  /** Whether there is such a member; its {@link #score} then. */
  public boolean find(ValueSlot slot, long member, int length) {
    if (isPack(slot)) {
      int at = ScoredPack.find(slot.address(), member, length);
      if (at == ListPack.NONE) {
        return false;
      }
      score = ScoredPack.score(slot.address(), at);
      return true;
    }
    long ref = table.find(slot, member, length);
    if (ref == 0) {
      return false;
    }
    score = table.score(ref);
    return true;
  }

  /** What {@link #find}, {@link #rank} or {@link #put} found, or left, as the member's score. */
  public double score() {
    return score;
  }

  /** What {@link #put} found as the score of a member that was there. */
  public double oldScore() {
    return oldScore;
  }

  /** Rank of a member, or {@code backwards} from the highest; {@link #NO_RANK}. Its score, too. */
  public long rank(ValueSlot slot, long member, int length, boolean backwards) {
    long rank;
    if (isPack(slot)) {
      long pack = slot.address();
      int at = ScoredPack.find(pack, member, length);
      if (at == ListPack.NONE) {
        return NO_RANK;
      }
      score = ScoredPack.score(pack, at);
      rank = ScoredPack.rank(pack, at);
    } else {
      long ref = table.find(slot, member, length);
      if (ref == 0) {
        return NO_RANK;
      }
      score = table.score(ref);
      rank = table.rank(slot, ref);
    }
    return backwards ? size(slot) - 1 - rank : rank;
  }

  /** The one cursor of this object for commands: any change of a sorted set ends its use. */
  public ZsetCursor cursor() {
    return cursor;
  }

  /**
   * Visits up to {@code count} members from rank {@code first} on, upwards or {@code backwards}.
   * The visitor may use this object, but for another walk, and changes other sets only.
   */
  public void forEach(
      ValueSlot slot, long first, long count, boolean backwards, ScoredVisitor visitor) {
    if (count <= 0 || !walked.seek(slot, first)) {
      return;
    }
    long left = count;
    do {
      PackText member = walked.member();
      visitor.visit(member.address(), member.length(), walked.score());
      left--;
    } while (left > 0 && walked.step(backwards));
  }

  /** Visits every member, from the lowest rank up; see the other one. */
  public void forEach(ValueSlot slot, ScoredVisitor visitor) {
    forEach(slot, 0, Long.MAX_VALUE, false, visitor);
  }

  // ---- ranges ----

  /** How many members have a score in the range; {@link #rangeStart} says from which rank on. */
  public long findRange(ValueSlot slot, ScoreRange range) {
    if (range.isEmpty()) {
      rangeStart = 0;
      return 0;
    }
    rangeStart = countBelow(slot, range.min(), range.minExclusive());
    return countBelow(slot, range.max(), !range.maxExclusive()) - rangeStart;
  }

  private long countBelow(ValueSlot slot, double bound, boolean orEqual) {
    return isPack(slot)
        ? ScoredPack.countBelow(slot.address(), bound, orEqual)
        : table.countBelow(slot, bound, orEqual);
  }

  /** {@link #findRange(ValueSlot, LexRange, boolean, long)} with nothing left out. */
  public long findRange(ValueSlot slot, LexRange range, boolean fromBack) {
    return findRange(slot, range, fromBack, 0);
  }

  /**
   * How many members lie in the range, {@code skipped} left out at the front, or {@code fromBack}
   * at the back; {@link #rangeStart} says from which rank on. All scores should be equal. Where
   * they are not, a listpack is searched, as Redis does it, from that end, and what is left out is
   * not looked at; of a larger set the outcome is any.
   */
  public long findRange(ValueSlot slot, LexRange range, boolean fromBack, long skipped) {
    rangeStart = 0;
    if (range.isEmpty() || skipped >= size(slot)) {
      return 0;
    }
    if (isPack(slot)) {
      return findInPack(slot.address(), range, fromBack, (int) skipped);
    }
    if (range.hasMin()) {
      rangeStart =
          table.countBefore(slot, range.minAddress(), range.minLength(), range.minExclusive());
    }
    long end =
        range.hasMax()
            ? table.countBefore(slot, range.maxAddress(), range.maxLength(), !range.maxExclusive())
            : size(slot);
    rangeStart += fromBack ? 0 : skipped;
    return Math.max(0, end - rangeStart - (fromBack ? skipped : 0));
  }

  private long findInPack(long pack, LexRange range, boolean fromBack, int skipped) {
    int found = fromBack ? packs.lastWithin(pack, range) : packs.firstWithin(pack, range);
    if (found == ListPack.NONE) {
      return 0;
    }
    int from = fromBack ? found - skipped : found + skipped;
    int count =
        fromBack ? packs.runWithinBackwards(pack, range, from) : packs.runWithin(pack, range, from);
    rangeStart = fromBack ? from - count + 1 : from;
    return count;
  }

  /** Lowest rank of what {@link #findRange} has found. */
  public long rangeStart() {
    return rangeStart;
  }

  // ---- cursors and chance ----

  /** Whether {@link #scan} visits all members at once. */
  public static boolean isSmall(ValueSlot slot) {
    return isPack(slot);
  }

  /**
   * Visits about {@code limit} members from {@code scanCursor} on and returns where to go on, 0 at
   * the end; a listpack's all at once, by rank. The visitor must not use this object.
   */
  public long scan(ValueSlot slot, long scanCursor, int limit, ScoredVisitor visitor) {
    if (isPack(slot)) {
      forEach(slot, visitor);
      return 0;
    }
    return table.scan(
        slot,
        scanCursor,
        limit,
        node ->
            visitor.visit(Node.keyAddress(node), Node.keyLength(node), RankedTable.scoreAt(node)));
  }

  /** The {@link #cursor} at a member at random, each as likely, of a set that has one. */
  public ZsetCursor random(ValueSlot slot, RandomSource random) {
    if (!cursor.seek(slot, random.nextLong(size(slot)))) {
      throw new IllegalStateException("a sorted set without members");
    }
    return cursor;
  }

  /** Visits {@code count} different members at random; {@code count} is less than the size. */
  public void sample(ValueSlot slot, long count, RandomSource random, ScoredVisitor visitor) {
    long size = size(slot);
    if (count > size / DRAWN_PART) {
      Selection selection = new Selection(size, count, random);
      forEach(
          slot,
          (member, length, memberScore) -> {
            if (selection.takesNext()) {
              visitor.visit(member, length, memberScore);
            }
          });
      return;
    }
    Set<Long> drawn = HashSet.newHashSet((int) count);
    while (drawn.size() < count) {
      long rank = random.nextLong(size);
      if (drawn.add(rank)) {
        forEach(slot, rank, 1, false, visitor);
      }
    }
  }

  // ---- creating ----

  /** Lets the slot hold an empty set as a listpack. */
  public static void init(ValueSlot slot) {
    ListPack.init(slot.writable(ListPack.EMPTY_BYTES));
    slot.setEncoding(Encoding.LISTPACK);
  }

  /**
   * Lets the slot hold an empty set in the large form, whatever its size; what it holds is gone.
   */
  public static void initTable(ValueSlot slot) {
    RankedTable.init(slot);
  }

  /** Lets the slot hold an empty set for so many members, the longest of so many bytes. */
  public void init(ValueSlot slot, long members, long longestMember) {
    if (fits(members, longestMember)) {
      init(slot);
    } else {
      RankedTable.init(slot);
    }
  }

  private boolean fits(long members, long longestMember) {
    return members <= limits.packCount.getAsLong() && longestMember <= limits.packBytes.getAsLong();
  }

  /**
   * Says what will be added, before any is: as Redis guesses that they are all new, a listpack that
   * would not take so many, or the longest of them, is none any more.
   */
  public void expect(ValueSlot slot, long members, long longestMember) {
    if (isPack(slot) && !fits(members, longestMember)) {
      toTable(slot);
    }
  }

  // ---- changing ----

  /** Gives a member a score, whether or not it is there. */
  public Change put(ValueSlot slot, long member, int length, double newScore) {
    return put(slot, member, length, newScore, 0);
  }

  /**
   * Gives a member a score, if the {@code flags} want it: {@link #NX}, {@link #XX}, {@link #GT},
   * {@link #LT}, {@link #INCREMENT}. {@link #score} is what it has afterwards, {@link #oldScore}
   * what it had.
   */
  public Change put(ValueSlot slot, long member, int length, double newScore, int flags) {
    if (isPack(slot)) {
      int at = ScoredPack.find(slot.address(), member, length);
      if (at == ListPack.NONE) {
        return add(slot, member, length, newScore, flags);
      }
      Change change = decide(ScoredPack.score(slot.address(), at), newScore, flags);
      if (change == Change.UPDATED) {
        packs.update(slot, at, member, length, score);
      }
      return change;
    }
    long ref = table.find(slot, member, length);
    if (ref == 0) {
      return add(slot, member, length, newScore, flags);
    }
    Change change = decide(table.score(ref), newScore, flags);
    if (change == Change.UPDATED) {
      table.update(slot, ref, score);
    }
    return change;
  }

  /** What is to become of a member that is there; the score it gets. */
  private Change decide(double present, double given, int flags) {
    oldScore = present;
    score = present;
    if ((flags & NX) != 0) {
      return Change.REFUSED;
    }
    double wanted = (flags & INCREMENT) != 0 ? present + given : given;
    if (Double.isNaN(wanted)) {
      return Change.NOT_A_NUMBER;
    }
    if (((flags & LT) != 0 && wanted >= present) || ((flags & GT) != 0 && wanted <= present)) {
      return Change.REFUSED;
    }
    if (wanted == present) {
      return Change.SAME;
    }
    score = wanted;
    return Change.UPDATED;
  }

  private Change add(ValueSlot slot, long member, int length, double newScore, int flags) {
    if (Double.isNaN(newScore)) {
      return Change.NOT_A_NUMBER;
    }
    if ((flags & XX) != 0) {
      return Change.REFUSED;
    }
    score = newScore;
    if (isPack(slot)) {
      if (fits(ScoredPack.count(slot.address()) + 1L, length)
          && (long) slot.length() + length <= MAX_PACK_BYTES) {
        packs.insert(slot, member, length, newScore);
        return Change.ADDED;
      }
      toTable(slot);
    }
    table.insert(slot, member, length, newScore);
    return Change.ADDED;
  }

  /** Removes a member; whether it was there. */
  public boolean remove(ValueSlot slot, long member, int length) {
    if (isPack(slot)) {
      int at = ScoredPack.find(slot.address(), member, length);
      if (at == ListPack.NONE) {
        return false;
      }
      ScoredPack.remove(slot, at, 1);
      return true;
    }
    long ref = table.find(slot, member, length);
    if (ref == 0) {
      return false;
    }
    table.remove(slot, ref);
    return true;
  }

  /**
   * Removes up to {@code count} members from a rank on, in O(count log n), and shows each to the
   * visitor, lowest first, when it is certain to go; returns how many there were. If memory runs
   * out the set is as it was. A range that is the whole set is better left to the deletion of the
   * key, which frees it in slices.
   */
  public long removeRange(ValueSlot slot, long start, long count, ScoredVisitor visitor) {
    long removed = Math.min(count, size(slot) - start);
    if (start < 0 || removed <= 0) {
      return 0;
    }
    if (!isPack(slot)) {
      table.removeRange(slot, start, removed, visitor);
      return removed;
    }
    // Before anything is shown: this may need memory.
    slot.writable(slot.length());
    int at = ScoredPack.seek(slot.address(), start);
    forEach(slot, start, removed, false, visitor);
    ScoredPack.remove(slot, at, (int) removed);
    return removed;
  }

  /** Removes up to {@code count} members of the lowest ranks, likewise. */
  public long popMin(ValueSlot slot, long count, ScoredVisitor visitor) {
    return removeRange(slot, 0, count, visitor);
  }

  /** Removes up to {@code count} members of the highest ranks, the highest first. */
  public long popMax(ValueSlot slot, long count, ScoredVisitor visitor) {
    long done = 0;
    while (done < count && removeRange(slot, size(slot) - 1, 1, visitor) == 1) {
      done++;
    }
    return done;
  }

  // ---- forms ----

  /** Turns a listpack into the large form. */
  private void toTable(ValueSlot slot) {
    boolean done = false;
    table.begin();
    try {
      long pack = slot.address();
      for (int at = ListPack.first(pack); at != ListPack.NONE; at = ScoredPack.next(pack, at)) {
        text.read(pack, at);
        table.build(text.address(), text.length(), ScoredPack.score(pack, at));
      }
      table.finish(slot);
      done = true;
    } finally {
      if (!done) {
        table.abandon();
      }
    }
  }

  /**
   * Makes a result that has no key yet a listpack if it is small enough; the longest member and all
   * together have so many bytes, as the command has counted them.
   */
  public void toPackIfSmall(ValueSlot slot, long longestMember, long allMembers) {
    if (!isPack(slot) && fits(size(slot), longestMember) && allMembers <= MAX_PACK_BYTES) {
      toPack(slot);
    }
  }

  private void toPack(ValueSlot slot) {
    int[] bytes = {ListPack.EMPTY_BYTES};
    forEach(
        slot,
        (member, length, memberScore) ->
            bytes[0] += ListPack.encodedBytes(member, length) + packs.encodedBytes(memberScore));
    table.takeOut(slot);
    long pack = slot.writable(bytes[0]);
    ListPack.init(pack);
    table.forEachTakenOut(
        (member, length, memberScore) -> packs.append(pack, member, length, memberScore));
    slot.setEncoding(Encoding.LISTPACK);
    table.abandon();
  }

  // ---- values from outside ----

  /** Whether a sound listpack from outside is a sorted set in order, each member taken as new. */
  public boolean isRanked(long pack) {
    return packs.isRanked(pack);
  }

  /** Turns a listpack that has more members than one may have into the large form. */
  public void limit(ValueSlot slot) {
    if (isPack(slot) && size(slot) > limits.packCount.getAsLong()) {
      toTable(slot);
    }
  }

  /** Frees what the set of a slot that is given up owns. */
  public void free(ValueSlot slot) {
    if (!isPack(slot)) {
      table.free(slot);
    }
  }

  /** For tests: throws if what the slot holds is not sound. */
  public void checkInvariants(ValueSlot slot) {
    if (!isPack(slot)) {
      table.checkInvariants(slot);
    } else if (!ListPack.valid(slot.address(), slot.length()) || !isRanked(slot.address())) {
      throw new IllegalStateException("the listpack is not a sorted set");
    }
  }
}
