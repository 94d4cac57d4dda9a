package dev.redwing.dataplane.keyspace;

import dev.redwing.dataplane.collect.Dict;
import dev.redwing.dataplane.collect.Node;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Keeps used memory below {@code maxmemory} by removing keys.
 *
 * <p>As Redis does: each round samples a few keys of every database into a pool of the best
 * candidates seen so far, and removes the best one that still exists. The pool remembers candidates
 * by hash, so a key that is gone by then costs nothing.
 */
public final class Eviction {
  private static final int POOL_SIZE = 16;
  private static final long TTL_HORIZON = Long.MAX_VALUE;

  private static final int UNLIMITED_TENACITY = 100;

  private static final int CHECK_TIME_EACH = 16;

  private final Keyspace keyspace;
  private final RandomSource random;
  private final LongSupplier nanoTime;
  private final long[] poolHash = new long[POOL_SIZE];
  private final long[] poolScore = new long[POOL_SIZE];
  private final int[] poolDatabase = new int[POOL_SIZE];
  private int poolCount;
  private int nextDatabase;

  private long maxMemoryBytes;
  private EvictionPolicy policy = EvictionPolicy.NOEVICTION;
  private int samples = 5;
  private long maxNanos = maxNanos(10);
  private long evictedKeys;

  Eviction(Keyspace keyspace, RandomSource random, LongSupplier nanoTime) {
    this.keyspace = keyspace;
    this.random = random;
    this.nanoTime = nanoTime;
  }

  /** The directives maxmemory (0 = no limit), maxmemory-policy and maxmemory-samples. */
  public void configure(long maxMemoryBytes, EvictionPolicy policy, int samples) {
    if (policy != this.policy) {
      poolCount = 0;
    }
    this.maxMemoryBytes = maxMemoryBytes;
    this.policy = policy;
    this.samples = samples;
    keyspace.accessClock().setLfu(policy.isLfu());
  }

  /**
   * The directive maxmemory-eviction-tenacity: how long one call may remove keys before the rest is
   * left to the next one. Redis's own figures, half a millisecond by default.
   */
  public void setTenacity(int tenacity) {
    maxNanos = maxNanos(tenacity);
  }

  static long maxNanos(int tenacity) {
    if (tenacity <= 10) {
      return 50_000L * tenacity;
    }
    return tenacity < UNLIMITED_TENACITY
        ? (long) (500_000 * Math.pow(1.15, tenacity - 10))
        : Long.MAX_VALUE / 2;
  }

  public EvictionPolicy policy() {
    return policy;
  }

  public long maxMemoryBytes() {
    return maxMemoryBytes;
  }

  public long evictedKeys() {
    return evictedKeys;
  }

  void resetStatistics() {
    evictedKeys = 0;
  }

  /** Whether used memory is above the limit. */
  public boolean isOverLimit() {
    return maxMemoryBytes > 0 && keyspace.liveMemoryBytes() > maxMemoryBytes;
  }

  /**
   * Makes room before a write: true if used memory is below the limit, or keys are on their way out
   * that will bring it there; false if there is nothing that may be removed.
   */
  public boolean freeMemoryIfNeeded() {
    if (!isOverLimit()) {
      return true;
    }
    boolean mayEvict = policy != EvictionPolicy.NOEVICTION;
    long deadline = nanoTime.getAsLong() + maxNanos;
    int evicted = 0;
    while (isOverLimit()) {
      // What was flushed goes before anything is evicted that is still wanted.
      if (!keyspace.freeDiscarded() && !(mayEvict && evictIfPossible())) {
        return false;
      }
      evicted++;
      if (evicted % CHECK_TIME_EACH == 0 && nanoTime.getAsLong() - deadline > 0) {
        return true;
      }
    }
    return true;
  }

  /** While a snapshot is open even a removal may need memory: for copies of what it reads. */
  private boolean evictIfPossible() {
    try {
      return evictOne();
    } catch (OutOfNativeMemoryException e) {
      return false;
    }
  }

  private boolean evictOne() {
    return policy.isRandom() ? evictRandom() : evictBest();
  }

  private boolean evictRandom() {
    int count = keyspace.databaseCount();
    for (int i = 0; i < count; i++) {
      nextDatabase = (nextDatabase + 1) % count;
      Database database = keyspace.database(nextDatabase);
      Dict dict = candidates(database);
      if (dict.size() > 0) {
        long ref = dict.random(random);
        remove(database, Node.hash(database.address(ref)), ref);
        return true;
      }
    }
    return false;
  }

  private boolean evictBest() {
    while (true) {
      boolean any = false;
      for (int i = 0; i < keyspace.databaseCount(); i++) {
        any |= fillPool(keyspace.database(i));
      }
      if (!any) {
        return false;
      }
      while (poolCount > 0) {
        poolCount--;
        Database database = keyspace.database(poolDatabase[poolCount]);
        long ref = candidates(database).findByHash(poolHash[poolCount]);
        if (ref != 0) {
          remove(database, poolHash[poolCount], ref);
          return true;
        }
      }
    }
  }

  private boolean fillPool(Database database) {
    Dict dict = candidates(database);
    if (dict.size() == 0) {
      return false;
    }
    for (int i = 0; i < samples; i++) {
      long address = database.address(dict.random(random));
      offer(database.index(), Node.hash(address), score(address));
    }
    return true;
  }

  /** Keeps the pool sorted, best candidate last. */
  private void offer(int database, long hash, long score) {
    for (int i = 0; i < poolCount; i++) {
      if (poolHash[i] == hash && poolDatabase[i] == database) {
        return;
      }
    }
    if (poolCount == POOL_SIZE) {
      if (score <= poolScore[0]) {
        return;
      }
      System.arraycopy(poolScore, 1, poolScore, 0, POOL_SIZE - 1);
      System.arraycopy(poolHash, 1, poolHash, 0, POOL_SIZE - 1);
      System.arraycopy(poolDatabase, 1, poolDatabase, 0, POOL_SIZE - 1);
      poolCount--;
    }
    int found = Arrays.binarySearch(poolScore, 0, poolCount, score);
    int at = found < 0 ? -found - 1 : found;
    System.arraycopy(poolScore, at, poolScore, at + 1, poolCount - at);
    System.arraycopy(poolHash, at, poolHash, at + 1, poolCount - at);
    System.arraycopy(poolDatabase, at, poolDatabase, at + 1, poolCount - at);
    poolScore[at] = score;
    poolHash[at] = hash;
    poolDatabase[at] = database;
    poolCount++;
  }

  /** The larger, the sooner it goes. */
  private long score(long address) {
    AccessClock clock = keyspace.accessClock();
    if (policy == EvictionPolicy.VOLATILE_TTL) {
      return TTL_HORIZON - Entry.expireAtMillis(address);
    }
    if (policy.isLfu()) {
      return 255L - clock.frequency(Entry.accessClock(address));
    }
    return clock.idleSeconds(Entry.accessClock(address));
  }

  private Dict candidates(Database database) {
    return policy.volatileOnly() ? database.expires() : database.keys();
  }

  private void remove(Database database, long hash, long ref) {
    database.evict(hash, ref);
    evictedKeys++;
  }
}
