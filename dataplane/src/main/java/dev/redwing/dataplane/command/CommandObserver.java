package dev.redwing.dataplane.command;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.resp.Request;

/**
 * Hears of what the dispatcher did: statistics, slow log, latency. Counts per command are kept in
 * {@link Command} already.
 */
public interface CommandObserver {
  /**
   * The command has run; those that EXEC runs are told one by one, then EXEC itself.
   *
   * @param durationNanos how long {@code calls} commands of this name took together: more than one
   *     if they are quick and were pipelined by this client; {@code request} is the last
   */
  default void executed(
      Client client, Command command, Request request, long durationNanos, int calls) {}

  /** Whether quick commands, too, must be told one by one; asked from time to time. */
  default boolean wantsEachDuration() {
    return false;
  }

  /** An error reply was written, by a command or instead of one. */
  default void errorReplied(String text) {}
}
