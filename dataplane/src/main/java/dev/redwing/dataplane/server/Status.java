package dev.redwing.dataplane.server;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.command.ServerState;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.keyspace.Eviction;
import org.jspecify.annotations.Nullable;

/**
 * What commands may do now: told by the parts whose business it is, asked by the dispatcher for
 * every command.
 */
public final class Status implements ServerState {
  private final Config config;
  private final Eviction eviction;
  private boolean loading = true;
  private boolean replica;
  private boolean linkUp = true;
  private boolean enoughGoodReplicas = true;
  private @Nullable String persistenceFailure;

  Status(Config config, Eviction eviction) {
    this.config = config;
    this.eviction = eviction;
  }

  /** While true, commands are answered with -LOADING. */
  public void setLoading(boolean loading) {
    this.loading = loading;
  }

  /** Whether there is a master, and whether the link to it is up and in sync. */
  public void setReplica(boolean replica, boolean linkUp) {
    this.replica = replica;
    this.linkUp = linkUp;
  }

  /** Whether {@code min-replicas-to-write} is met. */
  public void setEnoughGoodReplicas(boolean enough) {
    enoughGoodReplicas = enough;
  }

  /** The error for writes while persistence fails, or null. */
  public void setPersistenceFailure(@Nullable String error) {
    persistenceFailure = error;
  }

  @Override
  public boolean isLoading() {
    return loading;
  }

  @Override
  public boolean isReplica() {
    return replica;
  }

  @Override
  public boolean isReadOnlyReplica() {
    return replica && config.replicaReadOnly();
  }

  @Override
  public boolean mayServeData() {
    return !replica || linkUp || config.replicaServeStaleData();
  }

  @Override
  public boolean hasEnoughGoodReplicas() {
    return replica || enoughGoodReplicas;
  }

  @Override
  public @Nullable String persistenceFailure() {
    return replica ? null : persistenceFailure;
  }

  @Override
  public boolean makeRoom() {
    if (eviction.maxMemoryBytes() == 0 || (replica && config.replicaIgnoreMaxmemory())) {
      return true;
    }
    return eviction.freeMemoryIfNeeded();
  }

  @Override
  public boolean mayDebug(Client client) {
    return switch (config.enableDebugCommand()) {
      case NO -> false;
      case YES -> true;
      case LOCAL -> isLocal(client);
    };
  }

  private static boolean isLocal(Client client) {
    String host = client.host();
    return host.startsWith("127.") || host.equals("[::1]") || host.startsWith("/");
  }
}
