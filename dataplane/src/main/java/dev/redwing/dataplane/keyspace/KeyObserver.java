package dev.redwing.dataplane.keyspace;

/**
 * Hears of changes of keys, on the loop's thread, in the middle of the change: it must not touch
 * the database. The key's bytes are valid during the call only.
 */
public interface KeyObserver {
  /** The key or its value was changed, set, or removed by a command, by expiry or by eviction. */
  default void touched(Database database, long hash, long keyAddress, int keyLength) {}

  /** The key has expired and is being removed: to be propagated as a DEL. */
  default void expired(Database database, long hash, long keyAddress, int keyLength) {}

  /** The key is being removed to free memory: to be propagated as a DEL. */
  default void evicted(Database database, long hash, long keyAddress, int keyLength) {}

  /** Every key of the database is about to go: FLUSHDB, FLUSHALL. */
  default void flushing(Database database) {}

  /** Two databases are about to change places: SWAPDB. */
  default void swapping(Database first, Database second) {}

  /** Every key of the database is gone or another: FLUSHDB, FLUSHALL, SWAPDB. */
  default void flushed(Database database) {}
}
