package dev.redwing.dataplane.rdb;

import dev.redwing.dataplane.collect.Distinct;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.ValueSlot;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.type.zset.Change;
import dev.redwing.dataplane.type.zset.ZsetType;
import dev.redwing.dataplane.type.zset.ZsetWalk;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Sorted sets in RDB.
 *
 * <pre>
 *  3 length(members) (string(member) score)*        Redis 1.2 to 3.2
 *    score: length(1 byte) its text · FD nan · FE inf · FF -inf
 *  5 length(members) (string(member) double)*       since 4.0: 8 bytes little-endian
 * 12 string(ziplist)                                Redis 2.4 to 6.2: member, score
 * 17 string(listpack)                               since 7.0, likewise
 * </pre>
 */
final class RdbZset implements AutoCloseable {
  private static final int ZSET = 3;
  private static final int ZSET_2 = 5;
  private static final int ZSET_ZIPLIST = 12;
  private static final int ZSET_LISTPACK = 17;

  private final ZsetWalk walk;

  RdbZset(Arena arena) {
    walk = new ZsetWalk(arena);
  }

  static int rdbType(int encoding) {
    return encoding == Encoding.LISTPACK ? ZSET_LISTPACK : ZSET_2;
  }

  /** From the highest rank down, as Redis does: its reader then adds each at the front. */
  void put(RdbOutput output, long entry) throws IOException {
    long value = Entry.valueAddress(entry);
    int encoding = Entry.encoding(entry);
    if (encoding == Encoding.LISTPACK) {
      output.putString(value, Entry.valueLength(entry));
      return;
    }
    output.putLength(ZsetWalk.size(encoding, value));
    walk.forEachBackwards(
        encoding,
        value,
        (member, length, score) -> {
          try {
            output.putString(member, length);
            output.putLittleEndianLong(Double.doubleToRawLongBits(score));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Reads sorted sets. */
  static final class Reader implements RdbElements {
    private static final long COUNT_UNREAD = -1;

    private final ZsetType zsets;
    private final Distinct distinct = new Distinct();
    private final RdbInput.Text text = new RdbInput.Text();
    private int rdbType;
    private long left;

    // Of the members read so far, in bytes.
    private long longestMember;
    private long allMembers;

    Reader(ZsetType zsets) {
      this.zsets = zsets;
    }

    @Override
    public int type() {
      return ValueType.ZSET;
    }

    @Override
    public boolean begin(int newType) {
      rdbType = newType;
      left = COUNT_UNREAD;
      longestMember = 0;
      allMembers = 0;
      return switch (newType) {
        case ZSET, ZSET_2, ZSET_ZIPLIST, ZSET_LISTPACK -> true;
        default -> false;
      };
    }

    @Override
    public boolean read(RdbInput input, ValueSlot value) throws IOException {
      if (rdbType == ZSET_ZIPLIST || rdbType == ZSET_LISTPACK) {
        input.string(text);
        readPacked(input, value);
        text.trim();
        return true;
      }
      if (left == COUNT_UNREAD) {
        left = input.length();
        if (left > 0) {
          ZsetType.initTable(value);
        }
        return left == 0;
      }
      readMember(input, value);
      left--;
      if (left == 0) {
        // Only now is the longest known; a listpack made earlier would have lost -0.0's sign.
        zsets.toPackIfSmall(value, longestMember, allMembers);
      }
      return left == 0;
    }

    private void readMember(RdbInput input, ValueSlot value) throws IOException {
      input.string(text);
      double score =
          rdbType == ZSET ? input.textDouble() : Double.longBitsToDouble(input.littleEndianLong());
      if (Double.isNaN(score)) {
        throw input.corrupt("a score", "what is not a number");
      }
      if (zsets.put(value, input.address(text), text.length(), score) != Change.ADDED) {
        throw input.corrupt("each member of a sorted set once", "a member for the second time");
      }
      longestMember = Math.max(longestMember, text.length());
      allMembers += text.length();
      text.trim();
    }

    /** Becomes a listpack whatever the length of its members, as in Redis. */
    private void readPacked(RdbInput input, ValueSlot value) throws IOException {
      if (rdbType == ZSET_LISTPACK) {
        copyListPack(input, value);
      } else {
        copyZiplist(input, value);
      }
      if (ListPack.count(value.address()) == 0) {
        value.writable(0);
        return;
      }
      if (!distinct.areKeys(value.address(), 2)) {
        throw input.corrupt("each member of a sorted set once", "a member for the second time");
      }
      // Redis does not look at the order; it then answers wrongly, and the large form breaks.
      if (!zsets.isRanked(value.address())) {
        throw input.corrupt("members with their scores, in order", "something else");
      }
      zsets.limit(value);
    }

    private void copyListPack(RdbInput input, ValueSlot value) throws IOException {
      int length = text.length();
      if (!ListPack.valid(input.address(text), length)) {
        throw input.corrupt("a listpack of members and scores", "damaged data");
      }
      NativeMemory.copy(input.address(text), value.writable(length), length);
      value.setEncoding(Encoding.LISTPACK);
    }

    private void copyZiplist(RdbInput input, ValueSlot value) throws IOException {
      try (Ziplist elements = new Ziplist(input.address(text), text.length())) {
        if (!elements.isValid()) {
          throw input.corrupt("a ziplist of members and scores", "damaged data");
        }
        elements.copyTo(value);
      }
    }

    @Override
    public void free(ValueSlot value) {
      zsets.free(value);
    }

    @Override
    public void close() {
      text.close();
      distinct.close();
    }
  }

  @Override
  public void close() {
    walk.close();
  }
}
