package dev.redwing.dataplane.rdb;

import dev.redwing.dataplane.collect.Distinct;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.ValueSlot;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.type.hash.HashType;
import dev.redwing.dataplane.type.hash.HashWalk;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Hashes in RDB.
 *
 * <pre>
 *  4 length(fields) (string(field) string(value))*
 *  9 string(zipmap)      Redis 2.4
 * 13 string(ziplist)     Redis 2.6 to 6.2: field, value, field, value
 * 16 string(listpack)    since 7.0, likewise
 * </pre>
 */
final class RdbHash implements AutoCloseable {
  private static final int HASH = 4;
  private static final int HASH_ZIPMAP = 9;
  private static final int HASH_ZIPLIST = 13;
  private static final int HASH_LISTPACK = 16;

  private final HashWalk walk;

  RdbHash(Arena arena) {
    walk = new HashWalk(arena);
  }

  static int rdbType(int encoding) {
    return encoding == Encoding.LISTPACK ? HASH_LISTPACK : HASH;
  }

  void put(RdbOutput output, long entry) throws IOException {
    long value = Entry.valueAddress(entry);
    int encoding = Entry.encoding(entry);
    if (encoding == Encoding.LISTPACK) {
      output.putString(value, Entry.valueLength(entry));
      return;
    }
    output.putLength(HashWalk.size(encoding, value));
    walk.forEach(
        encoding,
        value,
        (field, fieldLength, content, contentLength) -> {
          try {
            output.putString(field, fieldLength);
            output.putString(content, contentLength);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Reads hashes. */
  static final class Reader implements RdbElements {
    private static final long COUNT_UNREAD = -1;

    private final HashType hashes;
    private final Distinct distinct = new Distinct();
    private final RdbInput.Text field = new RdbInput.Text();
    private final RdbInput.Text content = new RdbInput.Text();
    private int rdbType;
    private long left;

    Reader(HashType hashes) {
      this.hashes = hashes;
    }

    @Override
    public int type() {
      return ValueType.HASH;
    }

    @Override
    public boolean begin(int newType) {
      rdbType = newType;
      left = COUNT_UNREAD;
      return switch (newType) {
        case HASH, HASH_ZIPMAP, HASH_ZIPLIST, HASH_LISTPACK -> true;
        default -> false;
      };
    }

    @Override
    public boolean read(RdbInput input, ValueSlot value) throws IOException {
      if (rdbType != HASH) {
        input.string(content);
        readPacked(input, value);
        content.trim();
        return true;
      }
      if (left == COUNT_UNREAD) {
        left = input.length();
        if (left > 0) {
          hashes.init(value, left);
        }
        return left == 0;
      }
      input.string(field);
      input.string(content);
      put(
          input,
          value,
          input.address(field),
          field.length(),
          input.address(content),
          content.length());
      field.trim();
      content.trim();
      left--;
      return left == 0;
    }

    private void put(
        RdbInput input,
        ValueSlot value,
        long fieldAddress,
        int fieldLength,
        long valueAddress,
        int valueLength)
        throws RdbCorruptException {
      if (!hashes.put(value, fieldAddress, fieldLength, valueAddress, valueLength)) {
        throw input.corrupt("each field of a hash once", "a field for the second time");
      }
    }

    private void readPacked(RdbInput input, ValueSlot value) throws IOException {
      long bytes = input.address(content);
      int length = content.length();
      switch (rdbType) {
        case HASH_LISTPACK -> readListPack(input, value, bytes, length);
        case HASH_ZIPLIST -> {
          try (Ziplist elements = new Ziplist(bytes, length)) {
            readZiplist(input, value, elements);
          }
        }
        default -> readZipmap(input, value, new Zipmap(bytes, length));
      }
    }

    private void readListPack(RdbInput input, ValueSlot value, long bytes, int length)
        throws IOException {
      if (!ListPack.valid(bytes, length) || ListPack.count(bytes) % 2 != 0) {
        throw input.corrupt("a listpack of fields and values", "damaged data");
      }
      if (!distinct.areKeys(bytes, 2)) {
        throw input.corrupt("each field of a hash once", "a field for the second time");
      }
      if (ListPack.count(bytes) == 0) {
        return;
      }
      NativeMemory.copy(bytes, value.writable(length), length);
      value.setEncoding(Encoding.LISTPACK);
      hashes.limit(value);
    }

    /** Becomes a listpack whatever the length of its elements, as in Redis. */
    private void readZiplist(RdbInput input, ValueSlot value, Ziplist elements) throws IOException {
      if (!elements.isValid() || elements.count() % 2 != 0) {
        throw input.corrupt("a ziplist of fields and values", "damaged data");
      }
      if (elements.count() == 0) {
        return;
      }
      elements.copyTo(value);
      if (!distinct.areKeys(value.address(), 2)) {
        throw input.corrupt("each field of a hash once", "a field for the second time");
      }
      hashes.limit(value);
    }

    private void readZipmap(RdbInput input, ValueSlot value, Zipmap elements) throws IOException {
      if (!elements.isValid()) {
        throw input.corrupt("a zipmap", "damaged data");
      }
      while (elements.next()) {
        if (value.length() == 0) {
          HashType.init(value);
        }
        put(
            input,
            value,
            elements.fieldAddress(),
            elements.fieldLength(),
            elements.valueAddress(),
            elements.valueLength());
      }
    }

    @Override
    public void free(ValueSlot value) {
      hashes.free(value);
    }

    @Override
    public void close() {
      field.close();
      content.close();
      distinct.close();
    }
  }

  @Override
  public void close() {
    walk.close();
  }
}
