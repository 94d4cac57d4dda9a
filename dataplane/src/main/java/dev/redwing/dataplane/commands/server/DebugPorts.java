package dev.redwing.dataplane.commands.server;

import org.jspecify.annotations.Nullable;

/**
 * What DEBUG does through other parts. Each answers with an error text, or null when it is done.
 */
public interface DebugPorts {
  /** Stops the command loop for this long. */
  void sleep(long nanos);

  void log(String message);

  /** Gives the server a new replication id, so that replicas cannot resume. */
  @Nullable String changeReplicationId();

  /** Saves (unless not), empties (unless not) and loads the RDB file. */
  @Nullable String reload(boolean save, boolean flush, boolean merge);

  /** Empties the data and loads the AOF. */
  @Nullable String loadAof();

  /** Bytes that the value of an entry would take in an RDB file. */
  long rdbLength(long entry);

  /** Stops or continues periodic work. */
  void pauseCron(boolean paused);
}
