package dev.redwing.dataplane.keyspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.env.SplitMixRandom;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.NativeMemory;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One thread reads a snapshot while the loop overwrites, removes and adds as fast as it can. */
class KeyspaceSnapshotTest {
  private static final int KEYS = 40_000;
  private static final int KEY_BYTES = 12;
  private static final int VALUE_WORDS = 5;

  private final java.lang.foreign.Arena buffers = java.lang.foreign.Arena.ofConfined();
  private final long key = buffers.allocate(KEY_BYTES).address();
  private final long value = buffers.allocate(VALUE_WORDS * 8).address();

  /** What the background thread found wrong first; the loop looks at it after joining. */
  private String problem = "";

  private long key(int number) {
    NativeMemory.putLong(key, 0x3a79656b3a79656bL);
    NativeMemory.putInt(key + 8, number);
    return Database.hash(key, KEY_BYTES);
  }

  private void set(Database database, int number, int version) {
    long hash = key(number);
    for (int i = 0; i < VALUE_WORDS; i++) {
      NativeMemory.putLong(value + i * 8L, word(number, version));
    }
    database.strings().set(hash, key, KEY_BYTES, value, VALUE_WORDS * 8, Entry.NO_EXPIRY, 0);
  }

  /** Never the text of an integer. */
  private static long word(int number, int version) {
    return 0x8000000080000000L | (long) number << 32 | version;
  }

  @ParameterizedTest
  @CsvSource({"1,true", "2,false", "3,false"})
  void everyKeyOnceWithTheValueItHad(long seed, boolean checked) {
    RandomSource random = new SplitMixRandom(seed);
    Arena arena = Arena.create(1L << 30, checked);
    Keyspace keyspace = new Keyspace(arena, 1, System::nanoTime, seed);
    Database database = keyspace.database(0);
    int[] versions = new int[KEYS];
    for (int i = 0; i < KEYS; i++) {
      if (random.nextInt(2) == 0) {
        set(database, i, ++versions[i]);
      }
    }
    for (int round = 0; round < 6; round++) {
      int[] atOpening = versions.clone();
      KeyspaceSnapshot snapshot = keyspace.openSnapshot();
      CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> check(snapshot, atOpening));
      int overwrites = 1 + random.nextInt(20);
      for (int i = 0; i < 2000 || !reader.isDone(); i++) {
        int number = random.nextInt(KEYS);
        if (versions[number] == 0 || random.nextInt(overwrites) > 0) {
          if (versions[number] > 0 || random.nextInt(20) == 0) {
            set(database, number, 1 + round + atOpening[number] + random.nextInt(1000));
            versions[number] = lastVersion(database, number);
          }
        } else {
          database.delete(key(number), key, KEY_BYTES);
          versions[number] = 0;
        }
        if (i % 1000 == 0) {
          keyspace.doWork(0);
        }
      }
      reader.join();
      assertThat(problem).isEmpty();
      snapshot.close();
      while (keyspace.doWork(0)) {
        // Frees what the snapshot kept.
      }
      database.checkInvariants();
      arena.verify();
      for (int i = 0; i < KEYS; i++) {
        long hash = key(i);
        assertThat(database.peek(hash, key, KEY_BYTES, 0) != 0).isEqualTo(versions[i] != 0);
      }
    }
    keyspace.flushAll(false);
    assertThat(arena.usedBytes()).isZero();
    arena.close();
  }

  private int lastVersion(Database database, int number) {
    long ref = database.peek(key(number), key, KEY_BYTES, 0);
    long word = NativeMemory.getLong(Entry.valueAddress(database.address(ref)));
    return (int) (word & 0x7fffffff);
  }

  private void check(KeyspaceSnapshot snapshot, int[] versions) {
    BitSet seen = new BitSet();
    snapshot.forEach(
        0,
        entry -> {
          int number = NativeMemory.getInt(Entry.keyAddress(entry) + 8);
          if (seen.get(number)) {
            problem = number + " was visited twice";
          }
          seen.set(number);
          for (int i = 0; i < VALUE_WORDS; i++) {
            long found = NativeMemory.getLong(Entry.valueAddress(entry) + i * 8L);
            if (found != word(number, versions[number])) {
              problem = number + " has value " + found + ", not of version " + versions[number];
            }
          }
        });
    for (int i = 0; i < versions.length; i++) {
      if (seen.get(i) != versions[i] > 0) {
        problem = i + " was " + (seen.get(i) ? "" : "not ") + "visited";
      }
    }
    if (seen.cardinality() != snapshot.size(0)) {
      problem = seen.cardinality() + " of " + snapshot.size(0) + " were visited";
    }
  }

  @Test
  void onlyOneIsOpenAndEachTableIsWalkedOnce() {
    Arena arena = Arena.create(64L << 20);
    Keyspace keyspace = new Keyspace(arena, 2, System::nanoTime, 1);
    set(keyspace.database(0), 1, 1);
    KeyspaceSnapshot snapshot = keyspace.openSnapshot();
    assertThatThrownBy(keyspace::openSnapshot).isInstanceOf(IllegalStateException.class);
    snapshot.forEach(0, entry -> {});
    assertThatThrownBy(() -> snapshot.forEach(0, entry -> {}))
        .isInstanceOf(IllegalStateException.class);
    snapshot.close();
    keyspace.openSnapshot().close();
    keyspace.flushAll(false);
    assertThat(arena.usedBytes()).isZero();
    arena.close();
  }

  @Test
  void flushingAndSwappingLeaveTheSnapshotAlone() {
    Arena arena = Arena.create(64L << 20);
    Keyspace keyspace = new Keyspace(arena, 2, System::nanoTime, 1);
    int[] versions = new int[3000];
    for (int i = 0; i < versions.length; i++) {
      set(keyspace.database(0), i, 7);
      versions[i] = 7;
    }
    KeyspaceSnapshot snapshot = keyspace.openSnapshot();
    keyspace.swap(0, 1);
    set(keyspace.database(1), 5, 8);
    set(keyspace.database(0), 6, 8);
    keyspace.flushAll(true);
    for (int i = 0; i < 100; i++) {
      keyspace.doWork(0);
      set(keyspace.database(i % 2), i, 9);
    }
    check(snapshot, versions);
    assertThat(problem).isEmpty();
    snapshot.close();
    keyspace.flushAll(false);
    assertThat(arena.usedBytes()).isZero();
    arena.close();
  }
}
