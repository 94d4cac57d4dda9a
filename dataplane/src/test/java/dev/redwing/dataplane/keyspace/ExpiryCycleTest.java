package dev.redwing.dataplane.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.memory.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExpiryCycleTest {
  private static final long NOW = 1_700_000_000_000L;

  private final Arena arena = Arena.create(256L << 20);
  private final java.lang.foreign.Arena buffers = java.lang.foreign.Arena.ofConfined();
  private long nanos;
  private long nanosPerReading;
  private final Keyspace keyspace = new Keyspace(arena, 4, this::readNanos, 1);

  private long readNanos() {
    nanos += nanosPerReading;
    return nanos;
  }

  @AfterEach
  void nothingIsLeft() {
    keyspace.flushAll(false);
    assertThat(arena.usedBytes()).isZero();
    arena.close();
    buffers.close();
  }

  private NativeKey set(int database, String name, long expireAtMillis) {
    NativeKey key = NativeKey.of(buffers, name);
    keyspace
        .database(database)
        .strings()
        .setLong(key.hash, key.address, key.length, 1, expireAtMillis, NOW - 1_000_000);
    return key;
  }

  @Test
  void moreEffortLeavesFewerExpiredKeys() {
    for (int effort : new int[] {1, 10}) {
      keyspace.flushAll(false);
      keyspace.expiryCycle().setEffort(effort);
      for (int i = 0; i < 1000; i++) {
        set(0, "gone" + i, NOW - 1);
        set(0, "stays" + i, NOW + 60_000);
      }
      // Once through, and as often again as is worth it.
      for (int i = 0; i < 200; i++) {
        keyspace.doWork(NOW);
      }
      long left = keyspace.database(0).size() - 1000;
      assertThat(left).as("effort %d", effort).isLessThanOrEqualTo(effort == 1 ? 120 : 20);
    }
  }

  @Test
  void expiredKeysGoWithoutBeingAskedForAndOthersStay() {
    for (int i = 0; i < 3000; i++) {
      set(i % 4, "gone" + i, NOW - 1 - i % 10);
      set(i % 4, "stays" + i, NOW + 60_000);
      set(i % 4, "eternal" + i, Entry.NO_EXPIRY);
    }
    for (int i = 0; i < 1000; i++) {
      keyspace.doWork(NOW);
    }
    long size = 0;
    for (int i = 0; i < 4; i++) {
      size += keyspace.database(i).size();
      assertThat(keyspace.database(i).averageTtlMillis()).isBetween(50_000L, 60_000L);
    }
    assertThat(size).isBetween(6000L, 6000L + 450);
    assertThat(keyspace.expiryCycle().expiredKeys()).isEqualTo(9000 - size);
    assertThat(keyspace.expiryCycle().timeCapReached()).isZero();
  }

  @Test
  void oneCallStopsWhenItsTimeIsUpAndTheNextGoesOn() {
    for (int i = 0; i < 3000; i++) {
      set(0, "gone" + i, NOW - 1);
    }
    nanosPerReading = 500_000;
    assertThat(keyspace.doWork(NOW)).isTrue();
    long left = keyspace.database(0).size();
    assertThat(left).isBetween(2500L, 2999L);
    assertThat(keyspace.expiryCycle().timeCapReached()).isEqualTo(1);
    assertThat(keyspace.expiryCycle().stalePercent()).isGreaterThan(1);
    keyspace.doWork(NOW);
    assertThat(keyspace.database(0).size()).isLessThan(left);
  }

  @Test
  void aReplicaHidesAndALoaderKeeps() {
    NativeKey key = set(0, "k", NOW - 1);
    Database database = keyspace.database(0);
    keyspace.setExpiryMode(ExpiryMode.KEEP);
    assertThat(database.lookup(key.hash, key.address, key.length, NOW)).isPositive();
    keyspace.setExpiryMode(ExpiryMode.HIDE);
    assertThat(database.lookup(key.hash, key.address, key.length, NOW)).isZero();
    keyspace.doWork(NOW);
    assertThat(database.size()).isEqualTo(1);
    keyspace.setExpiryMode(ExpiryMode.DELETE);
    assertThat(database.peek(key.hash, key.address, key.length, NOW - 1)).isPositive();
    assertThat(database.lookup(key.hash, key.address, key.length, NOW)).isZero();
    assertThat(database.size()).isZero();
    assertThat(keyspace.expiryCycle().expiredKeys()).isEqualTo(1);
  }
}
