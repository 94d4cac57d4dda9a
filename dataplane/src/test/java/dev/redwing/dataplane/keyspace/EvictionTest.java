package dev.redwing.dataplane.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.memory.Arena;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvictionTest {
  private static final long START = 1_700_000_000_000L;
  private static final int KEYS = 2000;

  private final Arena arena = Arena.create(256L << 20, false);
  private final java.lang.foreign.Arena buffers = java.lang.foreign.Arena.ofConfined();
  private final Keyspace keyspace = new Keyspace(arena, 2, () -> 0, 1);
  private final Set<String> evicted = new HashSet<>();

  @AfterEach
  void nothingIsLeft() {
    keyspace.flushAll(false);
    assertThat(arena.usedBytes()).isZero();
    arena.close();
    buffers.close();
  }

  /** Half of the keys expire, later ones later; each is a minute and a second younger. */
  private void fill() {
    keyspace.addObserver(
        new KeyObserver() {
          @Override
          public void evicted(Database database, long hash, long keyAddress, int keyLength) {
            evicted.add(NativeKey.text(keyAddress, keyLength));
          }
        });
    for (int i = 0; i < KEYS; i++) {
      keyspace.tick(START + i * 1000L);
      NativeKey key = NativeKey.of(buffers, "key" + i);
      long expiry = i % 2 == 0 ? START * 2 + i : Entry.NO_EXPIRY;
      Database database = keyspace.database(i % 3 == 0 ? 1 : 0);
      database
          .strings()
          .set(key.hash, key.address, key.length, key.address, key.length, expiry, START);
      if (i > KEYS / 2) {
        for (int j = 0; j < 30; j++) {
          database.lookup(key.hash, key.address, key.length, START);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(EvictionPolicy.class)
  void removesTheRightKeysUntilThereIsRoom(EvictionPolicy policy) {
    keyspace.eviction().configure(0, policy, 5);
    keyspace.accessClock().configureLfu(10, 0);
    fill();
    assertThat(keyspace.eviction().freeMemoryIfNeeded()).isTrue();
    long limit = arena.usedBytes() * 8 / 10;
    keyspace.eviction().configure(limit, policy, 5);
    boolean freed = keyspace.eviction().freeMemoryIfNeeded();
    if (policy == EvictionPolicy.NOEVICTION) {
      assertThat(freed).isFalse();
      assertThat(evicted).isEmpty();
      return;
    }
    assertThat(freed).isTrue();
    assertThat(arena.usedBytes()).isLessThanOrEqualTo(limit);
    assertThat(evicted.size()).isBetween(KEYS / 10, KEYS / 2);
    assertThat(keyspace.eviction().evictedKeys()).isEqualTo(evicted.size());
    if (policy.volatileOnly()) {
      assertThat(evicted).allMatch(key -> number(key) % 2 == 0);
    }
    if (!policy.isRandom()) {
      long fromFirstHalf = evicted.stream().filter(key -> number(key) <= KEYS / 2).count();
      assertThat(fromFirstHalf).isGreaterThan(evicted.size() * 85L / 100);
    }
  }

  private static int number(String key) {
    return Integer.parseInt(key.substring(3));
  }

  @Test
  void tenacityIsTimeByRedissFigures() {
    assertThat(Eviction.maxNanos(0)).isZero();
    assertThat(Eviction.maxNanos(10)).isEqualTo(500_000);
    assertThat(Eviction.maxNanos(50)).isBetween(130_000_000L, 140_000_000L);
    assertThat(Eviction.maxNanos(100)).isGreaterThan(1L << 60);
  }

  @Test
  void saysSoWhenNothingMayGo() {
    keyspace.eviction().configure(0, EvictionPolicy.VOLATILE_LRU, 5);
    NativeKey key = NativeKey.of(buffers, "k");
    keyspace
        .database(0)
        .strings()
        .setLong(key.hash, key.address, key.length, 1, Entry.NO_EXPIRY, START);
    keyspace.eviction().configure(1, EvictionPolicy.VOLATILE_LRU, 5);
    assertThat(keyspace.eviction().freeMemoryIfNeeded()).isFalse();
  }

  @Test
  void whatOnlyASnapshotKeepsIsNotCounted() {
    keyspace.eviction().configure(0, EvictionPolicy.ALLKEYS_RANDOM, 5);
    fill();
    long limit = arena.usedBytes() / 2;
    KeyspaceSnapshot snapshot = keyspace.openSnapshot();
    keyspace.eviction().configure(limit, EvictionPolicy.ALLKEYS_RANDOM, 5);
    assertThat(keyspace.eviction().freeMemoryIfNeeded()).isTrue();
    assertThat(keyspace.database(0).size() + keyspace.database(1).size()).isGreaterThan(KEYS / 5);
    snapshot.close();
    while (keyspace.doWork(START)) {
      // Frees what the snapshot kept.
    }
    assertThat(arena.usedBytes()).isLessThanOrEqualTo(limit);
  }

  @Test
  void flushedKeysMakeRoomBeforeOthersAreEvicted() {
    keyspace.eviction().configure(0, EvictionPolicy.ALLKEYS_LRU, 5);
    fill();
    long limit = arena.usedBytes() / 2 + 20_000;
    keyspace.database(0).flush(true);
    long others = keyspace.database(1).size();
    keyspace.eviction().configure(limit, EvictionPolicy.ALLKEYS_LRU, 5);
    assertThat(keyspace.eviction().freeMemoryIfNeeded()).isTrue();
    assertThat(keyspace.database(1).size()).isEqualTo(others);
  }

  @Test
  void clocksTellIdleTimeAndFrequency() {
    AccessClock clock = keyspace.accessClock();
    keyspace.tick(START);
    int lru = clock.initial();
    keyspace.tick(START + 100_000);
    assertThat(clock.idleSeconds(lru)).isEqualTo(100);
    assertThat(clock.idleSeconds(clock.accessed(lru))).isZero();
    assertThat(clock.idleSeconds(clock.clockForIdle(77))).isEqualTo(77);

    clock.setLfu(true);
    int lfu = clock.initial();
    assertThat(clock.frequency(lfu)).isEqualTo(5);
    for (int i = 0; i < 1000; i++) {
      lfu = clock.accessed(lfu);
    }
    assertThat(clock.frequency(lfu)).isBetween(12, 30);
    int before = clock.frequency(lfu);
    keyspace.tick(START + 100_000 + 4 * 60_000);
    assertThat(clock.frequency(lfu)).isEqualTo(before - 4);
  }
}
