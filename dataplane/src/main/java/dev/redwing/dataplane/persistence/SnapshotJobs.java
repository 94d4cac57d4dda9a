package dev.redwing.dataplane.persistence;

import dev.redwing.dataplane.env.BackgroundJobs;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import dev.redwing.dataplane.rdb.RdbWriter;
import dev.redwing.dataplane.stats.Counters;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one snapshot that may be open, and the background job that writes it. What Redis calls the
 * active child process.
 */
final class SnapshotJobs {
  /** What the snapshot is for. */
  enum Purpose {
    NONE,
    RDB_FILE,
    RDB_STREAM,
    AOF_BASE
  }

  /** Writes a snapshot, in the background. */
  @FunctionalInterface
  interface Writing<T> {
    T write(KeyspaceSnapshot snapshot, RdbWriter.Progress progress, BackgroundJobs.Progress job)
        throws Exception;
  }

  private final Keyspace keyspace;
  private final BackgroundJobs jobs;
  private final Clock clock;
  private final Counters counters;

  private Purpose purpose = Purpose.NONE;
  private BackgroundJobs.@Nullable Job job;
  private long startedNanos;
  private long keysTotal;
  private long keysWritten;
  private long peakKeptBytes;

  SnapshotJobs(Keyspace keyspace, BackgroundJobs jobs, Clock clock, Counters counters) {
    this.keyspace = keyspace;
    this.jobs = jobs;
    this.clock = clock;
    this.counters = counters;
  }

  Purpose purpose() {
    return purpose;
  }

  boolean isBusy() {
    return purpose != Purpose.NONE;
  }

  /** Keys in the snapshot being written; 0 when there is none. */
  long keysTotal() {
    return isBusy() ? keysTotal : 0;
  }

  long keysWritten() {
    return isBusy() ? keysWritten : 0;
  }

  /** Seconds since the snapshot being written was opened. */
  long elapsedSeconds() {
    return (clock.nanoTime() - startedNanos) / 1_000_000_000L;
  }

  /**
   * Opens a snapshot of this moment and writes it in the background. When {@code whenDone} is
   * called the snapshot is closed and another one may be opened.
   */
  <T> void start(
      Purpose newPurpose, Writing<T> writing, Consumer<BackgroundJobs.Outcome<T>> whenDone) {
    if (isBusy()) {
      throw new IllegalStateException("a snapshot for " + purpose + " is open");
    }
    KeyspaceSnapshot snapshot = keyspace.openSnapshot();
    purpose = newPurpose;
    counters.snapshots++;
    startedNanos = clock.nanoTime();
    keysWritten = 0;
    peakKeptBytes = 0;
    keysTotal = 0;
    for (int i = 0; i < snapshot.databaseCount(); i++) {
      keysTotal += snapshot.size(i);
    }
    job =
        jobs.start(
            "snapshot-" + newPurpose.name().toLowerCase(Locale.ROOT).replace('_', '-'),
            progress -> writing.write(snapshot, keys -> report(progress, keys), progress),
            outcome -> {
              noteKeptBytes();
              snapshot.close();
              purpose = Purpose.NONE;
              job = null;
              whenDone.accept(outcome);
            });
  }

  private void report(BackgroundJobs.Progress progress, long keys)
      throws SnapshotCancelledException {
    if (progress.cancelled()) {
      throw new SnapshotCancelledException();
    }
    progress.onLoop(
        () -> {
          keysWritten = keys;
          noteKeptBytes();
        });
  }

  private void noteKeptBytes() {
    peakKeptBytes = Math.max(peakKeptBytes, keyspace.epochs().retiredBytes());
  }

  /** The most memory that the snapshot being written, or the last one, has kept. */
  long peakKeptBytes() {
    return peakKeptBytes;
  }

  /** Asks the writing to end; its outcome still comes. */
  void cancel() {
    BackgroundJobs.Job running = job;
    if (running != null) {
      running.cancel();
    }
  }
}
