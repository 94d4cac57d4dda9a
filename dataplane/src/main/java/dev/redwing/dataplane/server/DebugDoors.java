package dev.redwing.dataplane.server;

import dev.redwing.dataplane.commands.server.DebugPorts;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.persistence.Persistence;
import dev.redwing.dataplane.rdb.RdbLength;
import dev.redwing.dataplane.replication.Replication;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What DEBUG may do to the parts of the server. */
record DebugDoors(
    Persistence persistence, Replication replication, Cron cron, Keyspace keyspace, Config config)
    implements DebugPorts {
  private static final Logger LOG = LoggerFactory.getLogger(DebugDoors.class);

  @Override
  public void sleep(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void log(String message) {
    LOG.warn("DEBUG LOG: {}", message);
  }

  @Override
  public @Nullable String changeReplicationId() {
    LOG.info("Changing replication IDs after receiving change-repl-id");
    replication.history().id().renew();
    return null;
  }

  @Override
  public @Nullable String reload(boolean save, boolean flush, boolean merge) {
    return persistence.debugReload(save, flush, merge);
  }

  @Override
  public @Nullable String loadAof() {
    return persistence.debugLoadAof();
  }

  @Override
  public long rdbLength(long entry) {
    return RdbLength.of(keyspace.arena(), entry, config.rdbcompression());
  }

  @Override
  public void pauseCron(boolean paused) {
    cron.setPaused(paused);
  }
}
