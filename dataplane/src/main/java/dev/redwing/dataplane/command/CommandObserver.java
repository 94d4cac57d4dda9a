package dev.redwing.dataplane.command;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.resp.Request;

/**
 * Hears of what the dispatcher did: statistics, slow log, latency. Counts per command are kept in
 * {@link Command} already.
 */
public interface CommandObserver {
  /** The command has run; those that EXEC runs are told one by one, then EXEC itself. */
  default void executed(Client client, Command command, Request request, long durationNanos) {}

  /** An error reply was written, by a command or instead of one. */
  default void errorReplied(String text) {}
}
