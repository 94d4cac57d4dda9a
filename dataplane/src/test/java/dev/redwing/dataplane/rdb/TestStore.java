package dev.redwing.dataplane.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.env.ManualClock;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.ExpiryMode;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A keyspace to load into and to compare; checks on closing that no block is left. */
public final class TestStore implements AutoCloseable {
  /** A value with its expiry; one character is one byte. */
  public record Value(String bytes, long expireAtMillis) {
    /** A value that stays. */
    public static Value of(String bytes) {
      return new Value(bytes, Entry.NO_EXPIRY);
    }

    @Override
    public String toString() {
      String shown = bytes.length() > 40 ? bytes.substring(0, 40) + "…" : bytes;
      return shown + " (" + bytes.length() + ") expires " + expireAtMillis;
    }
  }

  private final Arena arena;
  private final Keyspace keyspace;
  private final NativeBuffer key = new NativeBuffer(1024);
  private final NativeBuffer value = new NativeBuffer(1024);

  public TestStore() {
    this(1L << 30);
  }

  /** One that holds so many bytes at most. */
  TestStore(long maxBytes) {
    arena = Arena.create(maxBytes, true);
    keyspace = new Keyspace(arena, 16, System::nanoTime, 1);
    keyspace.setExpiryMode(ExpiryMode.KEEP);
  }

  public Keyspace keyspace() {
    return keyspace;
  }

  /** Loads a file; of a source that {@code drips} byte by byte, with nothing in between. */
  public void load(byte[] bytes, boolean drips) throws IOException {
    int[] position = new int[1];
    boolean[] starves = new boolean[1];
    RdbSource source =
        destination -> {
          starves[0] = !starves[0];
          if (drips && starves[0]) {
            return RdbSource.NOTHING_NOW;
          }
          int count = Math.min(drips ? 1 : destination.remaining(), bytes.length - position[0]);
          if (count == 0) {
            return RdbSource.END;
          }
          destination.put(bytes, position[0], count);
          position[0] += count;
          return count;
        };
    try (RdbLoader loader =
        new RdbLoader(
            source,
            "test.rdb",
            bytes.length,
            keyspace,
            new ManualClock(0),
            RdbLoader.Options.complete(true))) {
      while (loader.doWork(Long.MAX_VALUE) != RdbLoader.Status.DONE) {
        // on
      }
    }
  }

  /** Sets a key; one character is one byte. */
  public void set(int database, String name, Value content) {
    byte[] keyBytes = name.getBytes(StandardCharsets.ISO_8859_1);
    byte[] valueBytes = content.bytes().getBytes(StandardCharsets.ISO_8859_1);
    key.grow(keyBytes.length, 0);
    value.grow(valueBytes.length, 0);
    NativeMemory.copyIn(keyBytes, 0, key.address(), keyBytes.length);
    NativeMemory.copyIn(valueBytes, 0, value.address(), valueBytes.length);
    long hash = Database.hash(key.address(), keyBytes.length);
    keyspace
        .database(database)
        .strings()
        .set(
            hash,
            key.address(),
            keyBytes.length,
            value.address(),
            valueBytes.length,
            content.expireAtMillis(),
            0);
  }

  /** All keys as {@code database:key}. */
  public Map<String, Value> contents() {
    Map<String, Value> contents = new TreeMap<>();
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      String prefix = i + ":";
      keyspace
          .present()
          .forEach(
              i,
              address ->
                  contents.put(
                      prefix + text(Entry.keyAddress(address), Entry.keyLength(address)),
                      new Value(value(address), Entry.expireAtMillis(address))));
    }
    return contents;
  }

  static String value(long address) {
    return Entry.isInt(address)
        ? Long.toString(Entry.intValue(address))
        : text(Entry.valueAddress(address), Entry.valueLength(address));
  }

  private static String text(long address, int length) {
    return new String(NativeMemory.toBytes(address, length), StandardCharsets.ISO_8859_1);
  }

  /** Empties it and checks that nothing is left in native memory. */
  public void assertFreesAll() {
    keyspace.flushAll(false);
    assertThat(arena.liveBlocks()).as("blocks left after FLUSHALL").isZero();
  }

  @Override
  public void close() {
    assertFreesAll();
    key.close();
    value.close();
    arena.close();
  }
}
