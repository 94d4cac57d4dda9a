package dev.redwing.dataplane.keyspace;

import dev.redwing.dataplane.collect.Cuttings;
import dev.redwing.dataplane.collect.DictRemains;
import dev.redwing.dataplane.collect.FrozenDict;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.env.SplitMixRandom;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * All databases, with what they share: the arena, the access clock, expiry, eviction, observers,
 * and the background work on the loop's own thread ({@link #doWork}).
 */
public final class Keyspace {
  private static final long EXPIRY_MAX_NANOS = 2_000_000;
  private static final long FREE_MAX_NANOS = 1_000_000;
  private static final int FREE_NODES_PER_STEP = 512;
  private static final int FREE_PASSED_BLOCKS = 4096;
  private static final long RELEASE_MAX_BYTES = 8L << 20;
  private static final int RELEASE_MAX_RUNS = 4096;

  /** Idle memory up to this, or an eighth of what is used, stays for the next blocks. */
  private static final long KEEP_IDLE_BYTES = 16L << 20;

  private final Arena arena;
  private final Epochs epochs;
  private final LongSupplier nanoTime;
  private final AccessClock accessClock;
  private final Eviction eviction;
  private final ExpiryCycle expiryCycle;
  private final Database[] databases;
  private final OwnedBlocks owned;
  private final Types types;
  private final Discarded discarded;
  private KeyObserver[] observers = new KeyObserver[0];
  private ExpiryMode expiryMode = ExpiryMode.DELETE;
  private boolean activeExpiry = true;
  private long dirty;
  private boolean snapshotOpen;

  /**
   * @param nanoTime elapsed time, to bound slices of work by
   * @param seed of sampling and of the LFU counters
   */
  public Keyspace(Arena arena, int databaseCount, LongSupplier nanoTime, long seed) {
    this(arena, databaseCount, nanoTime, seed, TypeLimits.defaults());
  }

  /**
   * @param limits up to where collections are small
   */
  public Keyspace(
      Arena arena, int databaseCount, LongSupplier nanoTime, long seed, TypeLimits limits) {
    this.arena = arena;
    this.nanoTime = nanoTime;
    epochs = new Epochs(arena);
    Cuttings cuttings = new Cuttings(arena, epochs);
    owned = new OwnedBlocks(arena, epochs, cuttings);
    discarded = owned.discarded();
    types = Types.of(arena, epochs, cuttings, limits);
    RandomSource random = new SplitMixRandom(seed);
    accessClock = new AccessClock(random);
    eviction = new Eviction(this, random, nanoTime);
    expiryCycle = new ExpiryCycle(this, nanoTime);
    databases = new Database[databaseCount];
    for (int i = 0; i < databaseCount; i++) {
      databases[i] = new Database(this, i);
    }
  }

  public int databaseCount() {
    return databases.length;
  }

  public Database database(int index) {
    return databases[index];
  }

  public Arena arena() {
    return arena;
  }

  public Epochs epochs() {
    return epochs;
  }

  /** The operations on collections. */
  public Types types() {
    return types;
  }

  public AccessClock accessClock() {
    return accessClock;
  }

  public Eviction eviction() {
    return eviction;
  }

  public ExpiryCycle expiryCycle() {
    return expiryCycle;
  }

  public ExpiryMode expiryMode() {
    return expiryMode;
  }

  public void setExpiryMode(ExpiryMode mode) {
    expiryMode = mode;
  }

  /** DEBUG SET-ACTIVE-EXPIRE. */
  public void setActiveExpiry(boolean active) {
    activeExpiry = active;
  }

  /** Changes since the last save. */
  public long dirty() {
    return dirty;
  }

  public void addDirty(long changes) {
    dirty += changes;
  }

  /** After a save that began when this was {@code saved}: only the changes since then are left. */
  public void subtractDirty(long saved) {
    dirty -= saved;
  }

  /** Exact bytes of all blocks, those that wait to be freed included. */
  public long usedMemoryBytes() {
    return arena.usedBytes();
  }

  /** Used bytes without what only an open snapshot keeps: what maxmemory is measured by. */
  long liveMemoryBytes() {
    return arena.usedBytes() - epochs.retiredBytes();
  }

  /** CONFIG RESETSTAT. */
  public void resetStatistics() {
    expiryCycle.resetStatistics();
    eviction.resetStatistics();
  }

  // --------------------------------------------------------------------------- all at once

  /** SWAPDB. */
  public void swap(int first, int second) {
    if (first != second) {
      for (KeyObserver observer : observers) {
        observer.swapping(databases[first], databases[second]);
      }
      databases[first].swapContents(databases[second]);
    }
  }

  /** FLUSHALL: at once, or in slices by {@link #doWork}; returns how many keys are gone. */
  public long flushAll(boolean inSlices) {
    long removed = 0;
    for (Database database : databases) {
      removed += database.flush(inSlices);
    }
    return removed;
  }

  void discard(DictRemains keys, DictRemains expires, boolean inSlices) {
    discarded.addDatabase(keys, expires);
    if (!inSlices) {
      while (freeDiscarded()) {
        // All of it, now.
      }
      while (epochs.freeRetired(Integer.MAX_VALUE)) {
        // Likewise.
      }
      arena.releaseUnused();
    }
  }

  /** A step of freeing flushed tables; whether there is more that can be freed now. */
  boolean freeDiscarded() {
    try {
      return discarded.step(FREE_NODES_PER_STEP);
    } catch (OutOfNativeMemoryException e) {
      // The open snapshot keeps it, and there is no room to note that: it waits.
      return false;
    }
  }

  OwnedBlocks owned() {
    return owned;
  }

  /** INFO's lazyfree_pending_objects: entries flushed and not yet freed. */
  public long pendingFrees() {
    return discarded.size() + (epochs.isOpen() ? 0 : epochs.retiredBlocks());
  }

  // ------------------------------------------------------------------------- background work

  /** The access clock's time; once a turn of the loop. */
  public void tick(long nowMillis) {
    accessClock.tick(nowMillis);
  }

  /**
   * A bounded slice of work, a few milliseconds at most: expiry, then what is to be freed. True if
   * there is more, and another call soon would be of use.
   */
  public boolean doWork(long nowMillis) {
    tick(nowMillis);
    boolean more = false;
    if (activeExpiry && expiryMode == ExpiryMode.DELETE) {
      more = expiryCycle.run(nowMillis, EXPIRY_MAX_NANOS);
    }
    arena.releaseAhead(nanoTime.getAsLong());
    return freeSlice() || more;
  }

  private boolean freeSlice() {
    if (snapshotOpen) {
      for (Database database : databases) {
        database.freePassed(FREE_PASSED_BLOCKS);
      }
    }
    long deadline = nanoTime.getAsLong() + FREE_MAX_NANOS;
    boolean more;
    do {
      more = freeDiscarded() || epochs.freeRetired(FREE_NODES_PER_STEP);
    } while (more && nanoTime.getAsLong() - deadline < 0);
    if (!more && arena.idleBytes() > Math.max(KEEP_IDLE_BYTES, arena.usedBytes() / 8)) {
      arena.releaseUnused(RELEASE_MAX_BYTES, RELEASE_MAX_RUNS);
      more = arena.idleBytes() > Math.max(KEEP_IDLE_BYTES, arena.usedBytes() / 8);
    }
    return more;
  }

  // ------------------------------------------------------------------------------- snapshots

  /** Freezes everything as it is now; one at a time. */
  public KeyspaceSnapshot openSnapshot() {
    if (snapshotOpen) {
      throw new IllegalStateException("a snapshot is open already");
    }
    epochs.open();
    snapshotOpen = true;
    FrozenDict[] frozen = new FrozenDict[databases.length];
    for (int i = 0; i < databases.length; i++) {
      frozen[i] = databases[i].freeze();
    }
    return new KeyspaceSnapshot(arena, this, frozen, expiresSizes());
  }

  /**
   * Everything as it is now, for the loop itself and until the next change: what is saved while the
   * loop waits. Needs no snapshot and disturbs none.
   */
  public KeyspaceSnapshot present() {
    FrozenDict[] views = new FrozenDict[databases.length];
    for (int i = 0; i < databases.length; i++) {
      views[i] = databases[i].view();
    }
    return new KeyspaceSnapshot(arena, null, views, expiresSizes());
  }

  private long[] expiresSizes() {
    long[] sizes = new long[databases.length];
    for (int i = 0; i < databases.length; i++) {
      sizes[i] = databases[i].expiresSize();
    }
    return sizes;
  }

  void closeSnapshot() {
    for (Database database : databases) {
      database.thaw();
    }
    epochs.close();
    snapshotOpen = false;
  }

  public boolean isSnapshotOpen() {
    return snapshotOpen;
  }

  // ------------------------------------------------------------------------------- observers

  public void addObserver(KeyObserver observer) {
    observers = Arrays.copyOf(observers, observers.length + 1);
    observers[observers.length - 1] = observer;
  }

  void notifyTouched(Database database, long hash, long keyAddress, int keyLength) {
    for (KeyObserver observer : observers) {
      observer.touched(database, hash, keyAddress, keyLength);
    }
  }

  void notifyExpired(Database database, long hash, long keyAddress, int keyLength) {
    expiryCycle.countExpired();
    for (KeyObserver observer : observers) {
      observer.expired(database, hash, keyAddress, keyLength);
    }
  }

  void notifyEvicted(Database database, long hash, long keyAddress, int keyLength) {
    for (KeyObserver observer : observers) {
      observer.evicted(database, hash, keyAddress, keyLength);
    }
  }

  void notifyFlushing(Database database) {
    for (KeyObserver observer : observers) {
      observer.flushing(database);
    }
  }

  void notifyFlushed(Database database) {
    for (KeyObserver observer : observers) {
      observer.flushed(database);
    }
  }
}
