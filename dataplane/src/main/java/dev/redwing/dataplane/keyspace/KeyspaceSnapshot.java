package dev.redwing.dataplane.keyspace;

import dev.redwing.dataplane.collect.FrozenDict;
import dev.redwing.dataplane.memory.Arena;
import org.jspecify.annotations.Nullable;

/**
 * All databases as they were when this was opened. One background thread may walk it while the loop
 * goes on writing; opening and closing happen on the loop.
 */
public final class KeyspaceSnapshot implements AutoCloseable {
  private final Arena arena;
  private final @Nullable Keyspace keyspace;
  private final FrozenDict[] databases;
  private final long[] expiresSizes;
  private boolean closed;

  /** {@code keyspace} hears of the closing; null when there is nothing to close. */
  KeyspaceSnapshot(
      Arena arena, @Nullable Keyspace keyspace, FrozenDict[] databases, long[] expiresSizes) {
    this.arena = arena;
    this.keyspace = keyspace;
    this.databases = databases;
    this.expiresSizes = expiresSizes;
  }

  /** Where the blocks lie that entries lead to: for the walks of the types. */
  public Arena arena() {
    return arena;
  }

  public int databaseCount() {
    return databases.length;
  }

  public long size(int database) {
    return databases[database].size();
  }

  public long expiresSize(int database) {
    return expiresSizes[database];
  }

  /**
   * Visits every entry once, with the value it had at opening (access clocks alone are today's). An
   * entry's bytes are good during its visit: what the walk is over with, the loop overwrites in
   * place. May be called once for each database.
   */
  public void forEach(int database, EntryVisitor visitor) {
    databases[database].forEach(visitor);
  }

  /** On the loop, when no thread reads it any more. */
  @Override
  public void close() {
    if (!closed && keyspace != null) {
      closed = true;
      keyspace.closeSnapshot();
    }
  }
}
