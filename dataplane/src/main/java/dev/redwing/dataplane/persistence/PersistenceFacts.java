package dev.redwing.dataplane.persistence;

import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.stats.PersistenceSection;

/** What INFO persistence shows. Memory copied by fork is memory kept by the snapshot here. */
record PersistenceFacts(
    Keyspace keyspace, SnapshotJobs snapshots, RdbSaves rdb, Aof aof, Loading progress)
    implements PersistenceSection.Facts {
  private static final long NOT_RUNNING = -1;

  @Override
  public boolean loading() {
    return progress.isActive();
  }

  @Override
  public boolean asyncLoading() {
    return false;
  }

  @Override
  public long loadingStartedSeconds() {
    return progress.startedSeconds();
  }

  @Override
  public long loadingElapsedSeconds() {
    return progress.elapsedSeconds();
  }

  @Override
  public long loadingTotalBytes() {
    return progress.totalBytes();
  }

  @Override
  public long loadingLoadedBytes() {
    return progress.loadedBytes();
  }

  @Override
  public long loadingRdbUsedMemory() {
    return progress.rdbUsedMemoryBytes();
  }

  @Override
  public long snapshotCopiedBytes() {
    return snapshots.isBusy() ? keyspace.epochs().retiredBytes() : 0;
  }

  @Override
  public long snapshotCopiedPeakBytes() {
    return snapshots.isBusy() ? Math.max(snapshots.peakKeptBytes(), snapshotCopiedBytes()) : 0;
  }

  @Override
  public long snapshotAgeSeconds() {
    return 0;
  }

  @Override
  public long savedKeys() {
    return snapshots.keysWritten();
  }

  @Override
  public long keysToSave() {
    return snapshots.keysTotal();
  }

  @Override
  public long changesSinceSave() {
    return keyspace.dirty();
  }

  @Override
  public boolean rdbSaving() {
    return rdb.isRunning();
  }

  @Override
  public long lastSaveSeconds() {
    return rdb.lastSaveMillis() / 1000;
  }

  @Override
  public boolean lastSaveOk() {
    return rdb.lastOk();
  }

  @Override
  public long lastSaveDurationSeconds() {
    return rdb.lastSeconds();
  }

  @Override
  public long currentSaveDurationSeconds() {
    return rdb.isRunning() ? snapshots.elapsedSeconds() : NOT_RUNNING;
  }

  @Override
  public long lastSaveCopiedBytes() {
    return rdb.lastKeptBytes();
  }

  @Override
  public long lastLoadKeysExpired() {
    return progress.keysExpired();
  }

  @Override
  public long lastLoadKeysLoaded() {
    return progress.keysLoaded();
  }

  @Override
  public boolean aofEnabled() {
    return aof.state() != AofSwitch.OFF;
  }

  @Override
  public boolean aofRewriting() {
    return aof.isRewriting();
  }

  @Override
  public boolean aofRewriteScheduled() {
    return aof.isScheduled();
  }

  @Override
  public long lastRewriteDurationSeconds() {
    return aof.lastRewriteSeconds();
  }

  @Override
  public long currentRewriteDurationSeconds() {
    return aof.isRewriting() ? aof.elapsedSeconds() : NOT_RUNNING;
  }

  @Override
  public boolean lastRewriteOk() {
    return aof.lastRewriteOk();
  }

  @Override
  public long consecutiveRewriteFailures() {
    return aof.consecutiveFailures();
  }

  @Override
  public boolean lastAofWriteOk() {
    return aof.writer().failure() == null;
  }

  @Override
  public long lastRewriteCopiedBytes() {
    return aof.lastKeptBytes();
  }

  @Override
  public long aofCurrentBytes() {
    return aof.currentBytes();
  }

  @Override
  public long aofBaseBytes() {
    return aof.rewriteBaseBytes();
  }

  @Override
  public long aofBufferBytes() {
    return aof.writer().pendingBytes();
  }

  @Override
  public long aofPendingFsyncs() {
    return aof.writer().fsyncRunning() ? 1 : 0;
  }

  @Override
  public long aofDelayedFsyncs() {
    return aof.writer().delayedFsyncs();
  }
}
