package dev.redwing.dataplane.keyspace;

import dev.redwing.dataplane.collect.Dict;
import dev.redwing.dataplane.collect.Node;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import java.util.function.LongSupplier;

/**
 * Removes keys that have expired and that nobody asks for.
 *
 * <p>Redis's adaptive idea: look at a few keys of a database at a time, in the order of a scan, and
 * go on with it while more than a tenth of them had expired; so the share of memory lost to expired
 * keys stays small, and little time goes into databases that have none. A call ends after its time
 * and the next one goes on where it was.
 */
public final class ExpiryCycle {
  private static final int KEYS_PER_LOOK = 20;
  private static final int ACCEPTABLE_STALE_PERCENT = 10;
  private static final int TIME_PERCENT = 25;
  private static final int MAX_COLLECTED = 256;

  /** A scan may pass this many looks' worth of keys without finding one. */
  private static final double SMOOTHING = 0.05;

  private final Keyspace keyspace;
  private final LongSupplier nanoTime;
  private final long[] expired = new long[MAX_COLLECTED];
  private final Look look = new Look();
  private int nextDatabase;

  /** active-expire-effort less one. */
  private int effort;

  private long expiredKeys;
  private long timeCapReached;
  private double stalePercent;

  ExpiryCycle(Keyspace keyspace, LongSupplier nanoTime) {
    this.keyspace = keyspace;
    this.nanoTime = nanoTime;
  }

  /**
   * The directive active-expire-effort, 1 to 10. As in Redis more of it looks at more keys, for
   * longer, and stops at a smaller share of expired ones.
   */
  public void setEffort(int activeExpireEffort) {
    effort = activeExpireEffort - 1;
  }

  private int keysPerLook() {
    return KEYS_PER_LOOK + KEYS_PER_LOOK / 4 * effort;
  }

  /** INFO's expired_keys: removed because they had expired, actively or at a look-up. */
  public long expiredKeys() {
    return expiredKeys;
  }

  /** INFO's expired_time_cap_reached_count. */
  public long timeCapReached() {
    return timeCapReached;
  }

  /** INFO's expired_stale_perc: estimated share of expired keys among those with an expiry. */
  public double stalePercent() {
    return stalePercent;
  }

  void countExpired() {
    expiredKeys++;
  }

  void resetStatistics() {
    expiredKeys = 0;
    timeCapReached = 0;
    stalePercent = 0;
  }

  /** Works for {@code maxNanos} at most, more with more effort; true if that was not enough. */
  boolean run(long nowMillis, long maxNanos) {
    long deadline = nanoTime.getAsLong() + maxNanos * (TIME_PERCENT + 2 * effort) / TIME_PERCENT;
    long looked = 0;
    long found = 0;
    boolean timedOut = false;
    int count = keyspace.databaseCount();
    for (int i = 0; i < count && !timedOut; i++) {
      Database database = keyspace.database(nextDatabase);
      boolean stale = true;
      while (stale && database.expiresSize() > 0) {
        stale = look(database, nowMillis);
        looked += look.count;
        found += look.found;
        if (nanoTime.getAsLong() - deadline > 0) {
          timedOut = stale;
          break;
        }
      }
      if (!timedOut) {
        nextDatabase = (nextDatabase + 1) % count;
      }
    }
    if (timedOut) {
      timeCapReached++;
    }
    double percent = looked == 0 ? 0 : found * 100.0 / looked;
    stalePercent = percent * SMOOTHING + stalePercent * (1 - SMOOTHING);
    return timedOut;
  }

  /** Looks at some keys and removes the expired ones; whether more is worth looking at. */
  private boolean look(Database database, long nowMillis) {
    Dict dict = database.expires();
    look.begin(nowMillis);
    database.expiryCursor = dict.scan(database.expiryCursor, keysPerLook(), look);
    try {
      for (int i = 0; i < look.found; i++) {
        long ref = expired[i];
        database.deleteExpired(Node.hash(database.address(ref)), ref);
      }
    } catch (OutOfNativeMemoryException e) {
      // A snapshot reads it, and there is no memory for the copies that its removal needs.
      return false;
    }
    look.updateAverage(database);
    return look.count > 0 && look.found * 100L / look.count > ACCEPTABLE_STALE_PERCENT - effort;
  }

  private final class Look implements EntryVisitor {
    private long nowMillis;
    private int count;
    private int found;
    private long ttlSum;

    void begin(long now) {
      nowMillis = now;
      count = 0;
      found = 0;
      ttlSum = 0;
    }

    @Override
    public void visit(long address) {
      count++;
      long ttl = Entry.expireAtMillis(address) - nowMillis;
      if (ttl >= 0) {
        ttlSum += ttl;
      } else if (found < MAX_COLLECTED) {
        expired[found] = keyspace.arena().reference(address);
        found++;
      }
    }

    void updateAverage(Database database) {
      int alive = count - found;
      if (alive > 0) {
        long average = ttlSum / alive;
        // As Redis: a moving average in which a new sample counts for a fiftieth.
        database.averageTtlMillis =
            database.averageTtlMillis == 0
                ? average
                : database.averageTtlMillis / 50 * 49 + average / 50;
      }
    }
  }
}
