package dev.redwing.dataplane.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.env.SplitMixRandom;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random commands on two databases and on plain maps: replies, contents, encodings, expiry,
 * observers, and snapshots read later by another thread.
 */
class DatabaseModelTest {
  private static final int STEPS = 25_000;
  private static final int DATABASES = 2;

  private record Value(String text, long expireAt, String encoding) {}

  private final Arena arena = Arena.create(1L << 30);
  private final java.lang.foreign.Arena buffers = java.lang.foreign.Arena.ofShared();
  private final Keyspace keyspace = new Keyspace(arena, DATABASES, System::nanoTime, 1);
  private final List<Map<String, Value>> model = List.of(new HashMap<>(), new HashMap<>());
  private final Map<String, NativeKey> keys = new HashMap<>();
  private long nowMillis = 1_000_000;
  private long touches;
  private long expiries;

  private @Nullable KeyspaceSnapshot snapshot;
  private List<Map<String, Value>> atOpening = List.of();
  private @Nullable CompletableFuture<List<Map<String, Value>>> reading;

  private NativeKey key(String text) {
    return keys.computeIfAbsent(text, t -> NativeKey.of(buffers, t));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void behavesAsMapsOfStrings(long seed) {
    keyspace.addObserver(
        new KeyObserver() {
          @Override
          public void touched(Database database, long hash, long keyAddress, int keyLength) {
            assertThat(hash).isEqualTo(Database.hash(keyAddress, keyLength));
            touches++;
          }

          @Override
          public void expired(Database database, long hash, long keyAddress, int keyLength) {
            String key = NativeKey.text(keyAddress, keyLength);
            Value value = model.get(database.index()).remove(key);
            assertThat(value).as(key).isNotNull();
            expiries++;
          }
        });
    RandomSource random = new SplitMixRandom(seed);
    int keyCount = 50 << (2 * random.nextInt(4));
    keyspace.tick(nowMillis);
    for (int step = 0; step < STEPS; step++) {
      step(random, "key" + random.nextInt(keyCount));
      if (random.nextInt(50) == 0) {
        keyspace.doWork(nowMillis);
      }
      if (random.nextInt(1500) == 0) {
        toggleSnapshot(random.nextInt(2) == 0);
      }
      if (step % 3000 == 0) {
        assertSame();
      }
    }
    assertSame();
    assertThat(touches).isPositive();
    assertThat(expiries).isPositive();
    assertThat(keyspace.expiryCycle().expiredKeys()).isEqualTo(expiries);
    if (snapshot != null) {
      toggleSnapshot(false);
    }
    keyspace.flushAll(random.nextInt(2) == 0);
    while (keyspace.doWork(nowMillis)) {
      // All of it.
    }
    arena.verify();
    assertThat(arena.usedBytes()).isZero();
    assertThat(arena.liveBlocks()).isZero();
    arena.close();
    buffers.close();
  }

  private void step(RandomSource random, String name) {
    nowMillis += random.nextInt(3);
    int index = random.nextInt(DATABASES);
    Database database = keyspace.database(index);
    Map<String, Value> map = model.get(index);
    NativeKey key = key(name);
    long ref = database.lookup(key.hash, key.address, key.length, nowMillis);
    Value expected = map.get(name);
    assertThat(ref != 0).as(name).isEqualTo(expected != null);
    switch (random.nextInt(14)) {
      case 0, 1, 2, 3 -> set(random, database, map, name);
      case 4 -> increment(random, database, map, name);
      case 5, 6 -> append(random, database, map, name, ref);
      case 7 -> expire(random, database, map, name, ref);
      case 8 -> {
        if (expected != null) {
          database.persist(key.hash, ref);
          map.put(name, new Value(expected.text, Entry.NO_EXPIRY, expected.encoding));
        }
      }
      case 9, 10 -> {
        assertThat(database.delete(key.hash, key.address, key.length)).isEqualTo(expected != null);
        map.remove(name);
      }
      case 11 -> renameOrCopy(random, database, map, name, ref);
      case 12 -> moveOrSwap(random, database, map, name, ref);
      default -> {
        if (expected != null) {
          assertEntry(database.address(ref), name, expected);
          assertThat(database.memoryUsage(ref)).isGreaterThan(expected.text.length() / 3);
        }
      }
    }
  }

  private void set(RandomSource random, Database database, Map<String, Value> map, String name) {
    NativeKey key = key(name);
    String text = randomText(random);
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    long value = arena.allocate(Math.max(1, bytes.length));
    NativeMemory.copyIn(bytes, 0, arena.address(value), bytes.length);
    Value old = map.get(name);
    long expiry =
        switch (random.nextInt(4)) {
          case 0 -> nowMillis + random.nextInt(2000);
          case 1 -> Strings.KEEP_TTL;
          default -> Entry.NO_EXPIRY;
        };
    database
        .strings()
        .set(
            key.hash,
            key.address,
            key.length,
            arena.address(value),
            bytes.length,
            expiry,
            nowMillis);
    arena.free(value);
    long kept = old == null ? Entry.NO_EXPIRY : old.expireAt;
    map.put(name, new Value(text, expiry == Strings.KEEP_TTL ? kept : expiry, encodingOf(text)));
  }

  private static String randomText(RandomSource random) {
    return switch (random.nextInt(8)) {
      case 0 -> Long.toString(random.nextLong());
      case 1 -> Integer.toString(random.nextInt(2000) - 1000);
      case 2 -> "9223372036854775808";
      case 3 -> "x".repeat(random.nextInt(60));
      case 4 -> "y".repeat(random.nextInt(40_000) / (1 + random.nextInt(100)));
      case 5 -> random.nextInt(300) == 0 ? "z".repeat(700_000) : "-0";
      default -> "value" + random.nextLong();
    };
  }

  private static String encodingOf(String text) {
    try {
      if (Long.toString(Long.parseLong(text)).equals(text)) {
        return "int";
      }
    } catch (NumberFormatException e) {
      // A text then.
    }
    return text.length() <= 44 ? "embstr" : "raw";
  }

  private void increment(
      RandomSource random, Database database, Map<String, Value> map, String name) {
    NativeKey key = key(name);
    long number = random.nextLong() >> random.nextInt(64);
    Value old = map.get(name);
    database
        .strings()
        .setLong(key.hash, key.address, key.length, number, Strings.KEEP_TTL, nowMillis);
    map.put(
        name,
        new Value(Long.toString(number), old == null ? Entry.NO_EXPIRY : old.expireAt, "int"));
  }

  private void append(
      RandomSource random, Database database, Map<String, Value> map, String name, long ref) {
    NativeKey key = key(name);
    String more = "m".repeat(random.nextInt(100));
    Value old = map.get(name);
    String before = old == null ? "" : old.text;
    int length = before.length() + more.length();
    long written =
        ref == 0
            ? database.strings().createWritable(key.hash, key.address, key.length, length)
            : database.strings().writable(key.hash, ref, length, random.nextInt(2) == 0);
    long address = database.address(written);
    for (int i = before.length(); i < length; i++) {
      assertThat(NativeMemory.getByte(Entry.valueAddress(address) + i)).isZero();
      NativeMemory.putByte(Entry.valueAddress(address) + i, (byte) 'm');
    }
    map.put(name, new Value(before + more, old == null ? Entry.NO_EXPIRY : old.expireAt, "raw"));
  }

  private void expire(
      RandomSource random, Database database, Map<String, Value> map, String name, long ref) {
    Value old = map.get(name);
    if (old != null) {
      long at = nowMillis + random.nextInt(3000);
      long moved = database.setExpiry(key(name).hash, ref, at);
      Value value = new Value(old.text, at, old.encoding);
      map.put(name, value);
      assertEntry(database.address(moved), name, value);
    }
  }

  private void renameOrCopy(
      RandomSource random, Database database, Map<String, Value> map, String name, long ref) {
    Value old = map.get(name);
    if (old == null) {
      return;
    }
    String newName = name + "'" + random.nextInt(5);
    if (newName.length() > 30) {
      newName = "k" + random.nextInt(100);
    }
    NativeKey from = key(name);
    NativeKey to = key(newName);
    long existing = database.peek(to.hash, to.address, to.length, nowMillis);
    if (random.nextInt(2) == 0) {
      database.rename(from.hash, ref, to.hash, to.address, to.length);
      map.remove(name);
      map.put(newName, old);
    } else if (existing == 0) {
      database.copyTo(database, ref, to.hash, to.address, to.length);
      map.put(newName, old);
    }
  }

  private void moveOrSwap(
      RandomSource random, Database database, Map<String, Value> map, String name, long ref) {
    int otherIndex = 1 - database.index();
    Database other = keyspace.database(otherIndex);
    NativeKey key = key(name);
    Value old = map.get(name);
    if (random.nextInt(200) == 0) {
      keyspace.swap(0, 1);
      Map<String, Value> first = new HashMap<>(model.get(0));
      model.get(0).clear();
      model.get(0).putAll(model.get(1));
      model.get(1).clear();
      model.get(1).putAll(first);
    } else if (random.nextInt(400) == 0) {
      assertThat(database.flush(random.nextInt(2) == 0)).isEqualTo(map.size());
      map.clear();
    } else if (old != null && other.peek(key.hash, key.address, key.length, nowMillis) == 0) {
      database.moveTo(other, key.hash, ref);
      map.remove(name);
      model.get(otherIndex).put(name, old);
    }
  }

  private void toggleSnapshot(boolean late) {
    if (snapshot == null) {
      KeyspaceSnapshot opened = keyspace.openSnapshot();
      snapshot = opened;
      atOpening = List.of(Map.copyOf(model.get(0)), Map.copyOf(model.get(1)));
      // By another thread while everything changes, or when everything has.
      reading = late ? null : CompletableFuture.supplyAsync(() -> read(opened));
    } else {
      assertThat(reading == null ? read(snapshot) : reading.join()).isEqualTo(atOpening);
      snapshot.close();
      snapshot = null;
    }
  }

  private static List<Map<String, Value>> read(KeyspaceSnapshot snapshot) {
    Map<String, Value> first = new HashMap<>();
    Map<String, Value> second = new HashMap<>();
    List<Map<String, Value>> maps = List.of(first, second);
    for (int i = 0; i < DATABASES; i++) {
      Map<String, Value> map = maps.get(i);
      snapshot.forEach(
          i,
          entry ->
              assertThat(
                      map.put(
                          NativeKey.keyOf(entry),
                          new Value(
                              NativeKey.valueOf(entry),
                              Entry.expireAtMillis(entry),
                              encoding(entry))))
                  .isNull());
      assertThat(map.size()).isEqualTo(snapshot.size(i));
    }
    return maps;
  }

  private static String encoding(long entry) {
    return switch (Entry.encoding(entry)) {
      case ValueType.RAW -> "raw";
      case ValueType.INT -> "int";
      case ValueType.EMBSTR -> "embstr";
      default -> "?";
    };
  }

  private static void assertEntry(long entry, String name, Value expected) {
    assertThat(NativeKey.keyOf(entry)).isEqualTo(name);
    assertThat(NativeKey.valueOf(entry)).isEqualTo(expected.text);
    assertThat(Entry.expireAtMillis(entry)).isEqualTo(expected.expireAt);
    assertThat(encoding(entry)).as(expected.text).isEqualTo(expected.encoding);
    assertThat(Strings.textLength(entry)).isEqualTo(expected.text.length());
  }

  private void assertSame() {
    arena.verify();
    for (int i = 0; i < DATABASES; i++) {
      Database database = keyspace.database(i);
      Map<String, Value> map = model.get(i);
      database.checkInvariants();
      assertThat(database.size()).isEqualTo(map.size());
      assertThat(database.expiresSize())
          .isEqualTo(map.values().stream().filter(v -> v.expireAt != Entry.NO_EXPIRY).count());
      Map<String, Value> found = new TreeMap<>();
      long cursor = 0;
      do {
        cursor =
            database.scan(
                cursor,
                7,
                entry ->
                    found.put(
                        NativeKey.keyOf(entry),
                        new Value(
                            NativeKey.valueOf(entry),
                            Entry.expireAtMillis(entry),
                            encoding(entry))));
      } while (cursor != 0);
      assertThat(found).isEqualTo(map);
    }
  }
}
