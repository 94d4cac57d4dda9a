package dev.redwing.dataplane.server;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.client.ClientRegistry;
import dev.redwing.dataplane.commands.connection.ClientMemory;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.stats.Counters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code maxmemory-clients}: closes the clients with the largest buffers when all of them together
 * take more. Masters and replicas are neither counted nor closed; clients that said CLIENT NO-EVICT
 * are counted, as in Redis.
 */
final class ClientEviction {
  private static final Logger LOG = LoggerFactory.getLogger(ClientEviction.class);

  private final Config config;
  private final ClientRegistry clients;
  private final Counters counters;

  private record Holder(Client client, long bytes) {}

  ClientEviction(Config config, ClientRegistry clients, Counters counters) {
    this.config = config;
    this.clients = clients;
    this.counters = counters;
  }

  /** 0 is no limit. */
  private long limitBytes() {
    long limit = config.maxmemoryClients();
    return limit >= 0 ? limit : config.maxmemoryBytes() / 100 * -limit;
  }

  /** Closes clients until the others keep to the limit. */
  void run() {
    long limit = limitBytes();
    if (limit == 0) {
      return;
    }
    long total = 0;
    for (Client client : clients.all()) {
      total += counts(client) ? ClientMemory.bytes(client) : 0;
    }
    if (total > limit) {
      evict(total - limit);
    }
  }

  private static boolean counts(Client client) {
    return !client.is(ClientFlag.REPLICA)
        && !client.is(ClientFlag.MASTER)
        && !client.is(ClientFlag.CLOSE_SOON);
  }

  private void evict(long tooManyBytes) {
    List<Holder> holders = new ArrayList<>();
    for (Client client : clients.all()) {
      if (counts(client) && !client.is(ClientFlag.NO_EVICT)) {
        holders.add(new Holder(client, ClientMemory.bytes(client)));
      }
    }
    holders.sort(Comparator.comparingLong(Holder::bytes).reversed());
    long left = tooManyBytes;
    for (Holder holder : holders) {
      if (left <= 0) {
        return;
      }
      left -= holder.bytes();
      counters.evictedClients++;
      LOG.atInfo()
          .addKeyValue("client", holder.client())
          .addKeyValue("bytes", holder.bytes())
          .log("Evicting client");
      holder.client().close();
    }
  }
}
