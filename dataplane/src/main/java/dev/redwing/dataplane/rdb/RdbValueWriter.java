package dev.redwing.dataplane.rdb;

import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.Arena;
import java.io.IOException;

/**
 * The RDB form of a value, written: the one place that knows the types' codecs. For the loop or a
 * snapshot's thread, one for each; a codec may throw {@link java.io.UncheckedIOException}.
 */
final class RdbValueWriter implements AutoCloseable {
  private final RdbHash hash;
  private final RdbSet set;
  private final RdbList list;
  private final RdbZset zset;

  RdbValueWriter(Arena arena) {
    hash = new RdbHash(arena);
    set = new RdbSet(arena);
    list = new RdbList(arena);
    zset = new RdbZset(arena);
  }

  /** The RDB type of the entry's value. */
  static int rdbType(long entry) {
    return switch (Entry.type(entry)) {
      case ValueType.STRING -> RdbFormat.TYPE_STRING;
      case ValueType.LIST -> RdbList.LIST_QUICKLIST_2;
      case ValueType.SET -> RdbSet.rdbType(Entry.encoding(entry));
      case ValueType.ZSET -> RdbZset.rdbType(Entry.encoding(entry));
      case ValueType.HASH -> RdbHash.rdbType(Entry.encoding(entry));
      default -> throw new IllegalStateException("a value of type " + Entry.type(entry));
    };
  }

  /** Writes the value of the entry, without its type. */
  void put(RdbOutput output, long entry) throws IOException {
    switch (Entry.type(entry)) {
      case ValueType.STRING -> putText(output, entry);
      case ValueType.LIST -> list.put(output, entry);
      case ValueType.SET -> set.put(output, entry);
      case ValueType.ZSET -> zset.put(output, entry);
      case ValueType.HASH -> hash.put(output, entry);
      default -> throw new IllegalStateException("a value of type " + Entry.type(entry));
    }
  }

  private static void putText(RdbOutput output, long entry) throws IOException {
    if (Entry.isInt(entry)) {
      output.putIntegerString(Entry.intValue(entry));
    } else {
      output.putString(Entry.valueAddress(entry), Entry.valueLength(entry));
    }
  }

  @Override
  public void close() {
    hash.close();
    set.close();
    list.close();
    zset.close();
  }
}
