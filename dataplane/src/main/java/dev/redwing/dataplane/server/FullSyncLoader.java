package dev.redwing.dataplane.server;

import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.persistence.Persistence;
import dev.redwing.dataplane.rdb.ReplicationPosition;
import dev.redwing.dataplane.replication.link.DataLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a replica's data by its master's, in slices between which clients are answered (with
 * -LOADING): the old data are freed first, so that the two never need memory at the same time, then
 * the snapshot is loaded, then it becomes this node's own file.
 */
final class FullSyncLoader implements DataLoader {
  /** A slice; a client waits no longer than this for its turn. */
  static final long SLICE_NANOS = 5_000_000;

  private final Persistence persistence;
  private final Keyspace keyspace;
  private final Status status;
  private final Clock clock;
  private final Executor nextTurn;
  private @Nullable Run current;

  FullSyncLoader(
      Persistence persistence, Keyspace keyspace, Status status, Clock clock, Executor nextTurn) {
    this.persistence = persistence;
    this.keyspace = keyspace;
    this.status = status;
    this.clock = clock;
    this.nextTurn = nextTurn;
  }

  @Override
  public Path temporaryFile() {
    return persistence.incomingRdbFile();
  }

  @Override
  public void replaceAll(Path snapshot, Consumer<Result> done) {
    Run run = new Run(snapshot, done);
    current = run;
    status.setLoading(true);
    persistence.beforeDatasetReplaced();
    keyspace.flushAll(true);
    nextTurn.execute(run);
  }

  @Override
  public void cancel() {
    if (current != null) {
      current = null;
      persistence.cancelFullSync();
      status.setLoading(false);
    }
  }

  /** One replacement, a slice each time it runs. */
  private final class Run implements Runnable {
    private final Path snapshot;
    private final Consumer<Result> done;
    private boolean emptied;

    private Run(Path snapshot, Consumer<Result> done) {
      this.snapshot = snapshot;
      this.done = done;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a run is its own identity
    public void run() {
      if (current != this) {
        return;
      }
      try {
        if (slice()) {
          end(loaded());
        } else {
          nextTurn.execute(this);
        }
      } catch (IOException e) {
        persistence.cancelFullSync();
        end(new Result.Failed(String.valueOf(e.getMessage())));
      }
    }

    private boolean slice() throws IOException {
      if (!emptied) {
        keyspace.doWork(clock.wallMillis());
        emptied = keyspace.pendingFrees() == 0;
        if (emptied) {
          persistence.startFullSync(snapshot);
        }
        return false;
      }
      return persistence.doFullSync(clock.nanoTime() + SLICE_NANOS);
    }

    private Result loaded() throws IOException {
      persistence.datasetReplaced(snapshot);
      ReplicationPosition position = persistence.loadedPosition();
      return new Result.Loaded(position == null ? 0 : position.streamDatabase());
    }

    private void end(Result result) {
      current = null;
      status.setLoading(false);
      done.accept(result);
    }
  }
}
