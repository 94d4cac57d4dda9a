package dev.redwing.dataplane.rdb;

import dev.redwing.dataplane.collect.StagedValue;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Types;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A collection on its way from RDB to a key: read step by step, then stored or discarded. The one
 * place that knows the types' codecs.
 */
final class RdbValueReader implements AutoCloseable {
  private final StagedValue value = new StagedValue();
  private final RdbElements[] codecs;
  private @Nullable RdbElements codec;

  RdbValueReader(Types types) {
    codecs =
        new RdbElements[] {
          new RdbHash.Reader(types.hashes()),
          new RdbSet.Reader(types.sets()),
          new RdbList.Reader(types.lists()),
          new RdbZset.Reader(types.zsets()),
        };
  }

  /**
   * Begins a value of this RDB type.
   *
   * @throws RdbCorruptException if it is of no type that can be read
   */
  void begin(RdbInput input, int rdbType) throws RdbCorruptException {
    discard();
    for (RdbElements candidate : codecs) {
      if (candidate.begin(rdbType)) {
        codec = candidate;
        return;
      }
    }
    throw unsupported(input, rdbType);
  }

  private RdbElements codec() {
    RdbElements present = codec;
    if (present == null) {
      throw new IllegalStateException("no value was begun");
    }
    return present;
  }

  /** Whether a value was begun and neither stored nor discarded. */
  boolean isOpen() {
    return codec != null;
  }

  /** Reads the next element, all of it since the input's last mark; true when that was all. */
  boolean read(RdbInput input) throws IOException {
    return codec().read(input, value);
  }

  /** Whether what was read is a collection without elements, which no key may hold. */
  boolean isEmpty() {
    return !value.isPresent();
  }

  /** Puts what was read under a key, over whatever that holds; returns the entry's reference. */
  long store(
      Database database,
      long hash,
      long keyAddress,
      int keyLength,
      long expireAtMillis,
      int accessClock) {
    long ref =
        database.store(
            hash, keyAddress, keyLength, codec().type(), value, expireAtMillis, accessClock);
    value.clear();
    codec = null;
    return ref;
  }

  /** Frees what was read. */
  void discard() {
    if (codec != null) {
      if (value.isPresent()) {
        codec.free(value);
      }
      value.clear();
      codec = null;
    }
  }

  /** Says that a value of this RDB type cannot be read. */
  private static RdbCorruptException unsupported(RdbInput input, int type) {
    if (type > RdbFormat.LAST_TYPE) {
      return input.corrupt("a type or an opcode", "0x" + Integer.toHexString(type));
    }
    return new RdbCorruptException(
        input.file(),
        input.offset(),
        "a type that this server holds",
        "a " + RdbFormat.describeType(type) + " (RDB type " + type + ")",
        "This version of the server cannot hold it");
  }

  @Override
  public void close() {
    discard();
    for (RdbElements each : codecs) {
      each.close();
    }
    value.close();
  }
}
