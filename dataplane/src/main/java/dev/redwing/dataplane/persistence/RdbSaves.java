package dev.redwing.dataplane.persistence;

import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.config.SavePoint;
import dev.redwing.dataplane.env.BackgroundJobs;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.Credits;
import dev.redwing.dataplane.env.FileStore;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import dev.redwing.dataplane.rdb.RdbAux;
import dev.redwing.dataplane.rdb.RdbFile;
import dev.redwing.dataplane.rdb.RdbSink;
import dev.redwing.dataplane.rdb.RdbWriter;
import dev.redwing.dataplane.rdb.ReplicationPosition;
import dev.redwing.dataplane.stats.Counters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** RDB files and streams: when they are written, for whom, and how the last one went. */
final class RdbSaves implements SnapshotService {
  private static final Logger LOG = LoggerFactory.getLogger(RdbSaves.class);

  /** After a failed save the next one of a save point waits this long. */
  private static final long RETRY_MILLIS = 5000;

  private final Keyspace keyspace;
  private final Config config;
  private final FileStore files;
  private final Clock clock;
  private final SnapshotJobs snapshots;
  private final RdbSettings settings;
  private final Counters counters;

  private final List<FileReceiver> receivers = new ArrayList<>();
  private @Nullable ReplicationPosition runningPosition;
  private @Nullable Credits streamCredits;
  private boolean scheduled;
  private long lastSaveMillis;
  private long lastTryMillis;
  private boolean lastOk = true;
  private long lastSeconds = -1;
  private long lastKeptBytes;
  private long dirtyAtStart;

  RdbSaves(
      Keyspace keyspace,
      Config config,
      FileStore files,
      Clock clock,
      SnapshotJobs snapshots,
      RdbSettings settings,
      Counters counters) {
    this.keyspace = keyspace;
    this.config = config;
    this.files = files;
    this.clock = clock;
    this.snapshots = snapshots;
    this.settings = settings;
    this.counters = counters;
    this.lastSaveMillis = clock.wallMillis();
  }

  boolean isRunning() {
    return snapshots.purpose() == SnapshotJobs.Purpose.RDB_FILE
        || snapshots.purpose() == SnapshotJobs.Purpose.RDB_STREAM;
  }

  /** Whether a background save failed and none succeeded since, with save points set. */
  boolean stopsWrites() {
    return !lastOk && config.stopWritesOnBgsaveError() && !config.save().isEmpty();
  }

  boolean lastOk() {
    return lastOk;
  }

  long lastSeconds() {
    return lastSeconds;
  }

  /** Memory that the last background save has kept, at most. */
  long lastKeptBytes() {
    return lastKeptBytes;
  }

  long lastSaveMillis() {
    return lastSaveMillis;
  }

  void schedule() {
    scheduled = true;
  }

  void unschedule() {
    scheduled = false;
  }

  /** Save points count seconds from now on. */
  void startedNow() {
    lastSaveMillis = clock.wallMillis();
  }

  /** Says that the dataset is what is on the disk: after loading it. */
  void savedNow() {
    keyspace.subtractDirty(keyspace.dirty());
    lastSaveMillis = clock.wallMillis();
  }

  /**
   * Writes the file while the loop waits: SAVE, DEBUG RELOAD, FLUSHALL, shutdown. One that is being
   * written in the background is older: it is ended first, lest it come last.
   */
  boolean saveNow() {
    cancelFile();
    Path file = settings.file();
    try {
      KeyspaceSnapshot present = keyspace.present();
      RdbFile.write(
          files,
          file,
          settings.temporaryFile(false),
          present,
          settings.aux(false),
          settings.options(),
          settings.incrementalSync(),
          keys -> {},
          BackgroundJobs.Step::run);
    } catch (IOException e) {
      LOG.atError().addKeyValue("file", file).log("Failed saving the DB: {}", e.getMessage());
      return false;
    }
    LOG.atInfo().log("DB saved on disk");
    keyspace.subtractDirty(keyspace.dirty());
    dirtyAtStart = 0;
    lastSaveMillis = clock.wallMillis();
    lastOk = true;
    return true;
  }

  /** SAVE: what a client asked for is counted, as in Redis. */
  boolean saveAsked() {
    counters.rdbSaves++;
    return saveNow();
  }

  /** Starts writing the file in the background. A snapshot must not be open. */
  void startFile() {
    counters.rdbSaves++;
    dirtyAtStart = keyspace.dirty();
    lastTryMillis = clock.wallMillis();
    Path file = settings.file();
    Path temporary = settings.temporaryFile(true);
    RdbAux aux = settings.aux(false);
    RdbWriter.Options options = settings.options();
    boolean incrementalSync = settings.incrementalSync();
    runningPosition = settings.positions().position();
    LOG.atInfo().log("Background saving started");
    snapshots.start(
        SnapshotJobs.Purpose.RDB_FILE,
        (snapshot, progress, job) ->
            RdbFile.write(
                files,
                file,
                temporary,
                snapshot,
                aux,
                options,
                incrementalSync,
                progress,
                rename -> {
                  if (!job.commit(rename)) {
                    throw new SnapshotCancelledException();
                  }
                }),
        outcome -> fileDone(file, outcome));
  }

  /**
   * Ends the file being written, because nobody wants it any more. Afterwards it has taken its name
   * already, or never will.
   */
  void cancelFile() {
    if (isFileRunning()) {
      snapshots.cancel();
    }
  }

  private void fileDone(Path file, BackgroundJobs.Outcome<Long> outcome) {
    lastSeconds = snapshots.elapsedSeconds();
    lastKeptBytes = snapshots.peakKeptBytes();
    List<FileReceiver> waiting = List.copyOf(receivers);
    receivers.clear();
    runningPosition = null;
    switch (outcome) {
      case BackgroundJobs.Outcome.Done<Long> done -> {
        LOG.atInfo().log("Background saving terminated with success");
        keyspace.subtractDirty(dirtyAtStart);
        lastSaveMillis = clock.wallMillis();
        lastOk = true;
        waiting.forEach(receiver -> receiver.fileSaved(file, done.value()));
      }
      case BackgroundJobs.Outcome.Failed<Long> failed -> {
        String reason = String.valueOf(failed.cause().getMessage());
        if (failed.cause() instanceof SnapshotCancelledException) {
          LOG.atWarn().log("Background saving was ended");
        } else {
          LOG.atError().log("Background saving error: {}", reason);
          lastOk = false;
        }
        waiting.forEach(receiver -> receiver.saveFailed(reason));
      }
    }
  }

  /** Starts what save points or BGSAVE SCHEDULE ask for. Called by cron. */
  void doWork() {
    if (snapshots.isBusy()) {
      return;
    }
    long now = clock.wallMillis();
    boolean mayRetry = lastOk || now - lastTryMillis > RETRY_MILLIS;
    if (scheduled && mayRetry) {
      scheduled = false;
      startFile();
      return;
    }
    for (SavePoint point : config.save()) {
      if (keyspace.dirty() >= point.changes()
          && now - lastSaveMillis > point.seconds() * 1000
          && mayRetry) {
        LOG.atInfo().log("{} changes in {} seconds. Saving...", point.changes(), point.seconds());
        startFile();
        return;
      }
    }
  }

  // ---- for replicas ----

  @Override
  public boolean isBusy() {
    return snapshots.isBusy();
  }

  @Override
  public boolean startFile(FileReceiver receiver) {
    if (snapshots.isBusy()) {
      return false;
    }
    receivers.add(receiver);
    startFile();
    return true;
  }

  @Override
  public boolean isFileRunning() {
    return snapshots.purpose() == SnapshotJobs.Purpose.RDB_FILE;
  }

  @Override
  public @Nullable ReplicationPosition runningFilePosition() {
    return isFileRunning() ? runningPosition : null;
  }

  @Override
  public boolean joinFile(FileReceiver receiver) {
    return isFileRunning() && receivers.add(receiver);
  }

  @Override
  public boolean startStream(StreamReceiver receiver) {
    if (snapshots.isBusy()) {
      return false;
    }
    lastTryMillis = clock.wallMillis();
    RdbAux aux = settings.aux(false);
    RdbWriter.Options options = settings.options();
    Credits credits = new Credits(MAX_CHUNKS_ON_THE_WAY);
    streamCredits = credits;
    snapshots.start(
        SnapshotJobs.Purpose.RDB_STREAM,
        (snapshot, progress, job) -> {
          RdbSink sink =
              bytes -> {
                credits.take();
                SnapshotChunk chunk = new SnapshotChunk(credits, bytes);
                bytes.position(bytes.limit());
                job.onLoop(() -> receiver.chunk(chunk));
                if (job.cancelled()) {
                  throw new SnapshotCancelledException();
                }
              };
          try (RdbWriter writer = new RdbWriter(sink, options, progress)) {
            return writer.write(snapshot, aux);
          }
        },
        outcome -> streamDone(receiver, outcome));
    return true;
  }

  private void streamDone(StreamReceiver receiver, BackgroundJobs.Outcome<Long> outcome) {
    lastSeconds = snapshots.elapsedSeconds();
    lastKeptBytes = snapshots.peakKeptBytes();
    switch (outcome) {
      case BackgroundJobs.Outcome.Done<Long> done -> receiver.completed();
      case BackgroundJobs.Outcome.Failed<Long> failed -> {
        String reason = String.valueOf(failed.cause().getMessage());
        LOG.atWarn().log("Background transfer error: {}", reason);
        receiver.failed(reason);
      }
    }
  }

  @Override
  public void cancelStream() {
    if (snapshots.purpose() == SnapshotJobs.Purpose.RDB_STREAM) {
      snapshots.cancel();
      if (streamCredits != null) {
        // The writer may be waiting for one; it must come by to see that it is cancelled.
        streamCredits.giveBack();
      }
    }
  }
}
