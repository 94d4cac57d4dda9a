package dev.redwing.dataplane.server;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.keyspace.ExpiryMode;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.propagate.CommandApplier;
import dev.redwing.dataplane.resp.Request;

/**
 * Applies the master's commands. To them a key that has expired here is as good as any: the master
 * decides when it goes, and sends a DEL.
 */
record MasterStream(CommandApplier applier, Keyspace keyspace) implements CommandApplier {
  @Override
  public boolean apply(Client source, Request request) {
    ExpiryMode before = keyspace.expiryMode();
    keyspace.setExpiryMode(ExpiryMode.KEEP);
    try {
      return applier.apply(source, request);
    } finally {
      keyspace.setExpiryMode(before);
    }
  }
}
