package dev.redwing.dataplane.server;

import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.persistence.Persistence;
import dev.redwing.dataplane.replication.Replication;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens between listening and serving: the data are loaded, in slices between which clients
 * are answered with -LOADING, then the node takes its role. Data that cannot be loaded end the
 * process: to serve without them would be to lose them.
 */
final class Startup {
  private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

  private final Persistence persistence;
  private final Replication replication;
  private final Status status;
  private final Clock clock;
  private final Executor nextTurn;

  Startup(
      Persistence persistence,
      Replication replication,
      Status status,
      Clock clock,
      Executor nextTurn) {
    this.persistence = persistence;
    this.replication = replication;
    this.status = status;
    this.clock = clock;
    this.nextTurn = nextTurn;
  }

  /** Loads, then completes {@code ready}, on the loop. */
  void run(CompletableFuture<Void> ready) {
    try {
      persistence.startLoading();
      goOn(ready);
    } catch (IOException | RuntimeException e) {
      ready.completeExceptionally(e);
    }
  }

  private void slice(CompletableFuture<Void> ready) {
    try {
      goOn(ready);
    } catch (IOException | RuntimeException e) {
      ready.completeExceptionally(e);
    }
  }

  private void goOn(CompletableFuture<Void> ready) throws IOException {
    if (!persistence.doLoading(clock.nanoTime() + FullSyncLoader.SLICE_NANOS)) {
      nextTurn.execute(() -> slice(ready));
      return;
    }
    replication.start(persistence.loadedPosition());
    status.setLoading(false);
    LOG.info("Ready to accept connections");
    ready.complete(null);
  }
}
