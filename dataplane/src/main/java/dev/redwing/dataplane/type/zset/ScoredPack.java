package dev.redwing.dataplane.type.zset;

import dev.redwing.dataplane.bytes.DoubleParser;
import dev.redwing.dataplane.bytes.DoubleText;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.collect.ValueSlot;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;

/**
 * The listpack form: member, score, member, score, by score and then by the member's bytes. As in
 * Redis 7.2 a score that is integral up to 2^62 lies there as an integer, so -0.0 becomes 0, and
 * any other as its text. Members are named by their offsets.
 */
final class ScoredPack {
  private final PackText text = new PackText();
  private final PackText other = new PackText();
  private final DoubleText doubles = new DoubleText();
  private final NativeBuffer scoreText = new NativeBuffer(DoubleText.MAX_BYTES);

  // ---- reading ----

  static int count(long pack) {
    return ListPack.count(pack) / 2;
  }

  static int find(long pack, long member, int length) {
    return ListPack.find(pack, ListPack.first(pack), member, length, 1);
  }

  static int seek(long pack, long rank) {
    return rank < 0 || rank >= count(pack) ? ListPack.NONE : ListPack.seek(pack, (int) rank * 2);
  }

  static int next(long pack, int at) {
    return ListPack.next(pack, ListPack.next(pack, at));
  }

  static int previous(long pack, int at) {
    int score = ListPack.previous(pack, at);
    return score == ListPack.NONE ? ListPack.NONE : ListPack.previous(pack, score);
  }

  static int last(long pack) {
    int score = ListPack.last(pack);
    return score == ListPack.NONE ? ListPack.NONE : ListPack.previous(pack, score);
  }

  static double score(long pack, int at) {
    int scoreAt = ListPack.next(pack, at);
    return ListPack.isInteger(pack, scoreAt)
        ? ListPack.integer(pack, scoreAt)
        : DoubleParser.parse(
            ListPack.stringAddress(pack, scoreAt), ListPack.stringLength(pack, scoreAt));
  }

  static int rank(long pack, int at) {
    int rank = 0;
    for (int i = ListPack.first(pack); i != at; i = next(pack, i)) {
      rank++;
    }
    return rank;
  }

  /** How many members have a score below, or {@code orEqual} at most, this one. */
  static int countBelow(long pack, double score, boolean orEqual) {
    int count = 0;
    for (int at = ListPack.first(pack); at != ListPack.NONE; at = next(pack, at)) {
      double other = score(pack, at);
      if (other > score || (other == score && !orEqual)) {
        break;
      }
      count++;
    }
    return count;
  }

  /**
   * Whether bytes from outside, a sound listpack, are a sorted set: pairs, in order, and no score
   * that is not a number. That no member is there twice is not looked at.
   */
  boolean isRanked(long pack) {
    if (ListPack.count(pack) % 2 != 0) {
      return false;
    }
    double score = Double.NEGATIVE_INFINITY;
    int before = ListPack.NONE;
    for (int at = ListPack.first(pack); at != ListPack.NONE; at = next(pack, at)) {
      double nextScore = score(pack, at);
      if (Double.isNaN(nextScore) || nextScore < score) {
        return false;
      }
      if (before != ListPack.NONE && nextScore == score && !isBefore(pack, before, at)) {
        return false;
      }
      score = nextScore;
      before = at;
    }
    return true;
  }

  private boolean isBefore(long pack, int at, int otherAt) {
    other.read(pack, otherAt);
    return isBefore(pack, at, other.address(), other.length());
  }

  private boolean isBefore(long pack, int at, long member, int length) {
    text.read(pack, at);
    return NativeMemory.compare(text.address(), text.length(), member, length) < 0;
  }

  // ---- ranges of bytes ----

  /** Rank of the first member within the range, found from the front; {@link ListPack#NONE}. */
  int firstWithin(long pack, LexRange range) {
    if (!overlaps(pack, range)) {
      return ListPack.NONE;
    }
    int rank = 0;
    for (int at = ListPack.first(pack); at != ListPack.NONE; at = next(pack, at)) {
      text.read(pack, at);
      if (range.begins(text.address(), text.length())) {
        return range.goesOn(text.address(), text.length()) ? rank : ListPack.NONE;
      }
      rank++;
    }
    return ListPack.NONE;
  }

  /** How many members from this rank on are within the range, without one between that is not. */
  int runWithin(long pack, LexRange range, int rank) {
    int count = 0;
    for (int at = seek(pack, rank); at != ListPack.NONE; at = next(pack, at)) {
      text.read(pack, at);
      if (!range.goesOn(text.address(), text.length())) {
        break;
      }
      count++;
    }
    return count;
  }

  /** Rank of the last member within the range, found from the back; {@link ListPack#NONE}. */
  int lastWithin(long pack, LexRange range) {
    if (!overlaps(pack, range)) {
      return ListPack.NONE;
    }
    int rank = count(pack) - 1;
    for (int at = last(pack); at != ListPack.NONE; at = previous(pack, at)) {
      text.read(pack, at);
      if (range.goesOn(text.address(), text.length())) {
        return range.begins(text.address(), text.length()) ? rank : ListPack.NONE;
      }
      rank--;
    }
    return ListPack.NONE;
  }

  /** How many members from this rank backwards are within the range. */
  int runWithinBackwards(long pack, LexRange range, int rank) {
    int count = 0;
    for (int at = seek(pack, rank); at != ListPack.NONE; at = previous(pack, at)) {
      text.read(pack, at);
      if (!range.begins(text.address(), text.length())) {
        break;
      }
      count++;
    }
    return count;
  }

  /** Redis looks at both ends first, which tells where scores are not all equal. */
  private boolean overlaps(long pack, LexRange range) {
    if (range.isEmpty() || ListPack.first(pack) == ListPack.NONE) {
      return false;
    }
    text.read(pack, last(pack));
    if (!range.begins(text.address(), text.length())) {
      return false;
    }
    text.read(pack, ListPack.first(pack));
    return range.goesOn(text.address(), text.length());
  }

  // ---- changing ----

  /** Adds a member that is not there. */
  void insert(ValueSlot slot, long member, int length, double score) {
    int bytes = ListPack.encodedBytes(member, length) + encodedBytes(score);
    long pack = slot.writable(slot.length() + bytes);
    insertAt(pack, place(pack, member, length, score), member, length, score);
  }

  /** Adds a member behind all others, whose place that is; {@link #insert} without the search. */
  void append(long pack, long member, int length, double score) {
    insertAt(pack, ListPack.NONE, member, length, score);
  }

  /** Gives the member at {@code at}, which is {@code member}, another score. */
  void update(ValueSlot slot, int at, long member, int length, double score) {
    int oldLength = slot.length();
    int scoreAt = ListPack.next(slot.address(), at);
    int scoreBytes = ListPack.elementBytes(slot.address(), scoreAt);
    int newLength = oldLength - scoreBytes + encodedBytes(score);
    long pack = slot.writable(Math.max(oldLength, newLength));
    ListPack.delete(pack, at, 2);
    insertAt(pack, place(pack, member, length, score), member, length, score);
    if (newLength < oldLength) {
      slot.writable(newLength);
    }
  }

  /** Removes {@code members} members, beginning with the one at {@code at}. */
  static void remove(ValueSlot slot, int at, int members) {
    long pack = slot.writable(slot.length());
    ListPack.delete(pack, at, 2 * members);
    slot.writable(ListPack.bytes(pack));
  }

  /** Offset of the first member that belongs behind this one. */
  private int place(long pack, long member, int length, double score) {
    for (int at = ListPack.first(pack); at != ListPack.NONE; at = next(pack, at)) {
      double present = score(pack, at);
      if (present > score || (present == score && !isBefore(pack, at, member, length))) {
        return at;
      }
    }
    return ListPack.NONE;
  }

  private void insertAt(long pack, int offset, long member, int length, double score) {
    int at = ListPack.insert(pack, offset, member, length);
    int scoreAt = offset == ListPack.NONE ? ListPack.NONE : ListPack.next(pack, at);
    if (DoubleText.isInteger(score)) {
      ListPack.insert(pack, scoreAt, (long) score);
    } else {
      int scoreLength = doubles.write(score, scoreText.address());
      ListPack.insert(pack, scoreAt, scoreText.address(), scoreLength);
    }
  }

  /** Bytes of a score's element. */
  int encodedBytes(double score) {
    if (DoubleText.isInteger(score)) {
      return ListPack.encodedBytes((long) score);
    }
    return ListPack.encodedBytes(scoreText.address(), doubles.write(score, scoreText.address()));
  }
}
