package dev.redwing.dataplane.rdb;

import dev.redwing.dataplane.collect.Distinct;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.IntSet;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.ValueSlot;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.type.set.SetType;
import dev.redwing.dataplane.type.set.SetWalk;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Sets in RDB.
 *
 * <pre>
 *  2 length(members) string(member)*
 * 11 string(intset)
 * 20 string(listpack)    since 7.2, read only: RDB version 10 does not know it
 * </pre>
 */
final class RdbSet implements AutoCloseable {
  private static final int SET = 2;
  private static final int SET_INTSET = 11;
  private static final int SET_LISTPACK = 20;

  private final SetWalk walk;

  RdbSet(Arena arena) {
    walk = new SetWalk(arena);
  }

  static int rdbType(int encoding) {
    return encoding == Encoding.INTSET ? SET_INTSET : SET;
  }

  void put(RdbOutput output, long entry) throws IOException {
    long value = Entry.valueAddress(entry);
    int encoding = Entry.encoding(entry);
    if (encoding == Encoding.INTSET) {
      output.putString(value, Entry.valueLength(entry));
      return;
    }
    output.putLength(SetWalk.size(encoding, value));
    walk.forEach(
        encoding,
        value,
        (member, length) -> {
          try {
            output.putString(member, length);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Reads sets. */
  static final class Reader implements RdbElements {
    private static final long COUNT_UNREAD = -1;

    private final SetType sets;
    private final Distinct distinct = new Distinct();
    private final RdbInput.Text text = new RdbInput.Text();
    private int rdbType;
    private long left;

    Reader(SetType sets) {
      this.sets = sets;
    }

    @Override
    public int type() {
      return ValueType.SET;
    }

    @Override
    public boolean begin(int newType) {
      rdbType = newType;
      left = COUNT_UNREAD;
      return newType == SET || newType == SET_INTSET || newType == SET_LISTPACK;
    }

    @Override
    public boolean read(RdbInput input, ValueSlot value) throws IOException {
      if (rdbType != SET) {
        input.string(text);
        readPacked(input, value);
        text.trim();
        return true;
      }
      if (left == COUNT_UNREAD) {
        left = input.length();
        if (left > 0) {
          sets.init(value, left);
        }
        return left == 0;
      }
      input.string(text);
      if (!sets.add(value, input.address(text), text.length())) {
        throw input.corrupt("each member of a set once", "a member for the second time");
      }
      text.trim();
      left--;
      return left == 0;
    }

    private void readPacked(RdbInput input, ValueSlot value) throws IOException {
      long bytes = input.address(text);
      int length = text.length();
      int encoding = rdbType == SET_INTSET ? Encoding.INTSET : Encoding.LISTPACK;
      boolean valid =
          encoding == Encoding.INTSET ? IntSet.valid(bytes, length) : ListPack.valid(bytes, length);
      if (!valid) {
        String expected = encoding == Encoding.INTSET ? "an intset" : "a listpack of members";
        throw input.corrupt(expected, "damaged data");
      }
      if (encoding == Encoding.LISTPACK && !distinct.areKeys(bytes, 1)) {
        throw input.corrupt("each member of a set once", "a member for the second time");
      }
      if (SetWalk.size(encoding, bytes) == 0) {
        return;
      }
      NativeMemory.copy(bytes, value.writable(length), length);
      value.setEncoding(encoding);
      sets.limit(value);
    }

    @Override
    public void free(ValueSlot value) {
      sets.free(value);
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
