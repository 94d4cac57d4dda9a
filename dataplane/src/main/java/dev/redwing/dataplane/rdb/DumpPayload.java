package dev.redwing.dataplane.rdb;

import dev.redwing.dataplane.bytes.Crc64;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One value as DUMP gives it and RESTORE takes it: {@link RdbFormat} says how. On the loop. */
public final class DumpPayload implements AutoCloseable {
  private static final int INITIAL_BYTES = 1024;
  private static final int MAX_KEPT_BYTES = 1024 * 1024;

  private final RdbValueWriter values;
  private final RdbValueReader collection;
  private final NativeBuffer buffer = new NativeBuffer(INITIAL_BYTES);
  private int length;

  public DumpPayload(Keyspace keyspace) {
    values = new RdbValueWriter(keyspace.arena());
    collection = new RdbValueReader(keyspace.types());
  }

  /** Writes the value of the entry; then {@link #address} and {@link #length} are the payload. */
  public void write(long entryAddress, boolean compress) throws IOException {
    length = 0;
    buffer.shrink(MAX_KEPT_BYTES, 0);
    try (RdbOutput output = new RdbOutput(this::append, compress, false)) {
      output.putByte(RdbValueWriter.rdbType(entryAddress));
      values.put(output, entryAddress);
      output.flush();
    }
    buffer.grow((long) length + RdbFormat.DUMP_FOOTER_BYTES, length);
    NativeMemory.putShort(buffer.address() + length, (short) RdbFormat.WRITTEN_VERSION);
    length += Short.BYTES;
    long checksum = Crc64.update(0, buffer.address(), length);
    NativeMemory.putLong(buffer.address() + length, checksum);
    length += Long.BYTES;
  }

  private void append(ByteBuffer bytes) {
    int count = bytes.remaining();
    buffer.grow((long) length + count, length);
    buffer.view(length, length + count).put(bytes);
    length += count;
  }

  public long address() {
    return buffer.address();
  }

  public int length() {
    return length;
  }

  /** Whether version and checksum at the payload's end are ones we can read. */
  public static boolean isIntact(long address, int length) {
    if (length < RdbFormat.DUMP_FOOTER_BYTES) {
      return false;
    }
    int body = length - RdbFormat.DUMP_FOOTER_BYTES;
    int version = NativeMemory.getShort(address + body) & 0xffff;
    return version <= RdbFormat.MAX_VERSION
        && Crc64.update(0, address, length - (long) Long.BYTES)
            == NativeMemory.getLong(address + length - Long.BYTES);
  }

  /**
   * Reads an intact payload. What follows the value is ignored, as redis-server does.
   *
   * @throws RdbCorruptException if the payload holds no value we can read
   */
  public Value read(long payload, int payloadLength) throws IOException {
    int body = payloadLength - RdbFormat.DUMP_FOOTER_BYTES;
    RdbInput input = new RdbInput(new MemorySource(payload, body), "payload", body, false);
    Value value = new Value(input, collection);
    try {
      value.read();
      return value;
    } catch (IOException | RuntimeException e) {
      value.close();
      throw e;
    }
  }

  /** A value that was read from a payload and is not stored yet: one at a time. */
  public static final class Value implements AutoCloseable {
    private final RdbInput input;
    private final RdbInput.Text text = new RdbInput.Text();
    private final RdbValueReader collection;

    private Value(RdbInput input, RdbValueReader collection) {
      this.input = input;
      this.collection = collection;
    }

    private void read() throws IOException {
      int type = input.unsignedByte();
      if (type == RdbFormat.TYPE_STRING) {
        input.string(text);
        return;
      }
      collection.begin(input, type);
      do {
        input.mark();
      } while (!collection.read(input));
      if (collection.isEmpty()) {
        throw input.corrupt("a collection with elements", "an empty one");
      }
    }

    /**
     * Puts the value under a key, over whatever that holds; returns the entry's reference.
     *
     * @param accessClock from {@code AccessClock}, or -1 for now
     */
    public long store(
        Database database,
        long hash,
        long keyAddress,
        int keyLength,
        long expireAtMillis,
        int accessClock) {
      if (collection.isOpen()) {
        return collection.store(database, hash, keyAddress, keyLength, expireAtMillis, accessClock);
      }
      return database
          .strings()
          .load(
              hash,
              keyAddress,
              keyLength,
              input.address(text),
              text.length(),
              expireAtMillis,
              accessClock);
    }

    @Override
    public void close() {
      input.close();
      text.close();
      collection.discard();
    }
  }

  /** Bytes in memory as a source. */
  private static final class MemorySource implements RdbSource {
    private final long end;
    private long position;

    private MemorySource(long address, int length) {
      this.position = address;
      this.end = address + length;
    }

    @Override
    public int read(ByteBuffer destination) {
      int count = (int) Math.min(end - position, destination.remaining());
      if (count == 0) {
        return END;
      }
      for (int i = 0; i < count; i++) {
        destination.put(NativeMemory.getByte(position++));
      }
      return count;
    }
  }

  @Override
  public void close() {
    buffer.close();
    values.close();
    collection.close();
  }
}
