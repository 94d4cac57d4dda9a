package dev.redwing.dataplane.server;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.ServerState;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.keyspace.Eviction;
import dev.redwing.dataplane.persistence.Persistence;
import dev.redwing.dataplane.replication.Replication;
import org.jspecify.annotations.Nullable;

/**
 * What commands may do now, asked by the dispatcher for every command and answered by the parts
 * whose business it is. Until those are {@link #attach attached} the server is loading.
 */
public final class Status implements ServerState {
  private final Config config;
  private final Eviction eviction;
  private boolean loading = true;
  private @Nullable Replication replication;
  private @Nullable Persistence persistence;

  Status(Config config, Eviction eviction) {
    this.config = config;
    this.eviction = eviction;
  }

  /** The parts that are asked; they are made later, because they run commands themselves. */
  void attach(Replication newReplication, Persistence newPersistence) {
    replication = newReplication;
    persistence = newPersistence;
  }

  /** While true, commands are answered with -LOADING. */
  void setLoading(boolean loading) {
    this.loading = loading;
  }

  @Override
  public boolean isLoading() {
    return loading;
  }

  @Override
  public boolean isReplica() {
    return replication != null && replication.isReplica();
  }

  @Override
  public boolean isReadOnlyReplica() {
    return replication != null && replication.isReadOnly();
  }

  @Override
  public boolean mayServeData() {
    return replication == null || replication.mayServeData();
  }

  @Override
  public boolean hasEnoughGoodReplicas() {
    return replication == null || replication.hasEnoughReplicas();
  }

  @Override
  public long streamOffset() {
    return replication == null ? 0 : replication.streamOffset();
  }

  @Override
  public @Nullable String persistenceFailure() {
    if (persistence == null || isReplica()) {
      return null;
    }
    if (persistence.rdbFailed()) {
      return Errors.BGSAVE_FAILED;
    }
    String failure = persistence.aofFailure();
    return failure == null ? null : Errors.aofFailed(failure);
  }

  @Override
  public boolean makeRoom() {
    if (eviction.maxMemoryBytes() == 0 || (config.replicaIgnoreMaxmemory() && isReplica())) {
      return true;
    }
    return eviction.freeMemoryIfNeeded();
  }

  @Override
  public boolean mayDebug(Client client) {
    return switch (config.enableDebugCommand()) {
      case NO -> false;
      case YES -> true;
      case LOCAL -> Introspection.isLocal(client);
    };
  }
}
