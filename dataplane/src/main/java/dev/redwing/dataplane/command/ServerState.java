package dev.redwing.dataplane.command;

import dev.redwing.dataplane.client.Client;
import org.jspecify.annotations.Nullable;

/**
 * What the dispatcher must know of the server to let a command run or refuse it. Asked for every
 * command: an answer is a field's value, except where said.
 */
public interface ServerState {
  boolean isLoading();

  /** Whether there is a master, connected or not. */
  boolean isReplica();

  /** Whether writes of clients are refused because there is a master. */
  boolean isReadOnlyReplica();

  /** False on a replica that has no link to its master and must not serve what it has. */
  boolean mayServeData();

  /** Whether as many replicas follow closely as {@code min-replicas-to-write} asks. */
  boolean hasEnoughGoodReplicas();

  /** Number of the replication stream's last byte, with what this turn's commands add to it. */
  long streamOffset();

  /**
   * The error with which writes are refused because persistence failed ({@link
   * Errors#BGSAVE_FAILED}, {@link Errors#aofFailed}), or null.
   */
  @Nullable String persistenceFailure();

  /** Evicts until memory is below {@code maxmemory}; false when that cannot be reached. */
  boolean makeRoom();

  /** Whether {@code enable-debug-command} lets this client use DEBUG. */
  boolean mayDebug(Client client);
}
