package dev.redwing.dataplane.commands.connection;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.Connection;
import dev.redwing.dataplane.tx.Transaction;

/** What a client takes in memory: CLIENT LIST's tot-mem, and what maxmemory-clients limits. */
public final class ClientMemory {
  /** The objects that every connection has, roughly. */
  private static final int FIXED_BYTES = 1024;

  private ClientMemory() {}

  /** Bytes, estimated. */
  public static long bytes(Client client) {
    Connection connection = client.connection();
    Transaction transaction = Transaction.of(client);
    return FIXED_BYTES
        + connection.queryBytes()
        + connection.queryFreeBytes()
        + (transaction == null ? 0 : transaction.memoryBytes())
        + connection.pendingBytes()
        + client.reply().size();
  }
}
