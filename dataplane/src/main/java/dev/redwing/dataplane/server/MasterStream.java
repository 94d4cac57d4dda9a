package dev.redwing.dataplane.server;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.command.Command;
import dev.redwing.dataplane.command.Dispatcher;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.keyspace.ExpiryMode;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.propagate.CommandApplier;
import dev.redwing.dataplane.resp.Request;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the master's commands. To them a key that has expired here is as good as any: the master
 * decides when it goes, and sends a DEL. A replica that cannot bring them to its disk ends, unless
 * {@code replica-ignore-disk-write-errors} is set: it would promise what it does not keep.
 */
final class MasterStream implements CommandApplier {
  private static final Logger LOG = LoggerFactory.getLogger(MasterStream.class);
  private static final long LOG_PERIOD_MILLIS = 10_000;

  private final CommandApplier applier;
  private final Dispatcher dispatcher;
  private final Keyspace keyspace;
  private final Config config;
  private final Clock clock;
  private final BooleanSupplier diskFails;
  private final Runnable fatal;
  private long loggedMillis;

  /**
   * @param applier runs what this lets through
   * @param fatal ends the process at once
   */
  MasterStream(
      CommandApplier applier,
      Dispatcher dispatcher,
      Keyspace keyspace,
      Config config,
      Clock clock,
      BooleanSupplier diskFails,
      Runnable fatal) {
    this.applier = applier;
    this.dispatcher = dispatcher;
    this.keyspace = keyspace;
    this.config = config;
    this.clock = clock;
    this.diskFails = diskFails;
    this.fatal = fatal;
  }

  @Override
  public boolean apply(Client source, Request request) {
    if (diskFails.getAsBoolean() && isWrite(request)) {
      cannotKeep();
    }
    ExpiryMode before = keyspace.expiryMode();
    keyspace.setExpiryMode(ExpiryMode.KEEP);
    try {
      return applier.apply(source, request);
    } finally {
      keyspace.setExpiryMode(before);
    }
  }

  private boolean isWrite(Request request) {
    Command command = dispatcher.table().lookup(request);
    return command != null && command.is(Flag.WRITE);
  }

  private void cannotKeep() {
    if (!config.replicaIgnoreDiskWriteErrors()) {
      LOG.error("Replica was unable to write command to disk. Exiting...");
      fatal.run();
      return;
    }
    long now = clock.wallMillis();
    if (now - loggedMillis > LOG_PERIOD_MILLIS) {
      loggedMillis = now;
      LOG.warn("Replica is applying a command even though it is unable to write to disk.");
    }
  }
}
