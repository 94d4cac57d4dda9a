package dev.redwing.dataplane.stats;

/** INFO persistence. */
public final class PersistenceSection implements InfoSection {
  /** What persistence knows; times are Unix seconds, -1 where Redis shows that. */
  public interface Facts {
    /** Present while data is loaded at the start or after a full sync. */
    boolean loading();

    /** Loading beside data that still serves. */
    boolean asyncLoading();

    long loadingStartedSeconds();

    long loadingElapsedSeconds();

    long loadingTotalBytes();

    long loadingLoadedBytes();

    /** {@code used_memory} of the server that wrote the file. */
    long loadingRdbUsedMemory();

    /** Bytes copied because of the snapshot that is open. */
    long snapshotCopiedBytes();

    long snapshotCopiedPeakBytes();

    long snapshotAgeSeconds();

    long savedKeys();

    long keysToSave();

    long changesSinceSave();

    boolean rdbSaving();

    long lastSaveSeconds();

    boolean lastSaveOk();

    long lastSaveDurationSeconds();

    long currentSaveDurationSeconds();

    long lastSaveCopiedBytes();

    long lastLoadKeysExpired();

    long lastLoadKeysLoaded();

    boolean aofEnabled();

    boolean aofRewriting();

    boolean aofRewriteScheduled();

    long lastRewriteDurationSeconds();

    long currentRewriteDurationSeconds();

    boolean lastRewriteOk();

    long consecutiveRewriteFailures();

    boolean lastAofWriteOk();

    long lastRewriteCopiedBytes();

    long aofCurrentBytes();

    long aofBaseBytes();

    long aofBufferBytes();

    long aofPendingFsyncs();

    long aofDelayedFsyncs();
  }

  private final Facts facts;
  private final Counters counters;

  public PersistenceSection(Facts facts, Counters counters) {
    this.facts = facts;
    this.counters = counters;
  }

  @Override
  public String heading() {
    return "Persistence";
  }

  @Override
  public void write(InfoWriter out) {
    out.flag("loading", facts.loading() && !facts.asyncLoading());
    out.flag("async_loading", facts.asyncLoading());
    writeSnapshot(out);
    writeRdb(out);
    writeAof(out);
    out.field("module_fork_in_progress", 0);
    out.field("module_fork_last_cow_size", 0);
    if (facts.aofEnabled()) {
      writeAofFiles(out);
    }
    if (facts.loading()) {
      writeLoading(out);
    }
  }

  private void writeSnapshot(InfoWriter out) {
    long total = facts.keysToSave();
    long saved = facts.savedKeys();
    out.field("current_cow_peak", facts.snapshotCopiedPeakBytes());
    out.field("current_cow_size", facts.snapshotCopiedBytes());
    out.field("current_cow_size_age", facts.snapshotAgeSeconds());
    out.decimal("current_fork_perc", total == 0 ? 0 : saved * 100.0 / total, 2);
    out.field("current_save_keys_processed", saved);
    out.field("current_save_keys_total", total);
  }

  private void writeRdb(InfoWriter out) {
    out.field("rdb_changes_since_last_save", facts.changesSinceSave());
    out.flag("rdb_bgsave_in_progress", facts.rdbSaving());
    out.field("rdb_last_save_time", facts.lastSaveSeconds());
    out.status("rdb_last_bgsave_status", facts.lastSaveOk());
    out.field("rdb_last_bgsave_time_sec", facts.lastSaveDurationSeconds());
    out.field("rdb_current_bgsave_time_sec", facts.currentSaveDurationSeconds());
    out.field("rdb_saves", counters.rdbSaves);
    out.field("rdb_last_cow_size", facts.lastSaveCopiedBytes());
    out.field("rdb_last_load_keys_expired", facts.lastLoadKeysExpired());
    out.field("rdb_last_load_keys_loaded", facts.lastLoadKeysLoaded());
  }

  private void writeAof(InfoWriter out) {
    out.flag("aof_enabled", facts.aofEnabled());
    out.flag("aof_rewrite_in_progress", facts.aofRewriting());
    out.flag("aof_rewrite_scheduled", facts.aofRewriteScheduled());
    out.field("aof_last_rewrite_time_sec", facts.lastRewriteDurationSeconds());
    out.field("aof_current_rewrite_time_sec", facts.currentRewriteDurationSeconds());
    out.status("aof_last_bgrewrite_status", facts.lastRewriteOk());
    out.field("aof_rewrites", counters.aofRewrites);
    out.field("aof_rewrites_consecutive_failures", facts.consecutiveRewriteFailures());
    out.status("aof_last_write_status", facts.lastAofWriteOk());
    out.field("aof_last_cow_size", facts.lastRewriteCopiedBytes());
  }

  private void writeAofFiles(InfoWriter out) {
    out.field("aof_current_size", facts.aofCurrentBytes());
    out.field("aof_base_size", facts.aofBaseBytes());
    out.flag("aof_pending_rewrite", facts.aofRewriteScheduled());
    out.field("aof_buffer_length", facts.aofBufferBytes());
    out.field("aof_pending_bio_fsync", facts.aofPendingFsyncs());
    out.field("aof_delayed_fsync", facts.aofDelayedFsyncs());
  }

  private void writeLoading(InfoWriter out) {
    long total = facts.loadingTotalBytes();
    long loaded = facts.loadingLoadedBytes();
    long elapsedSeconds = facts.loadingElapsedSeconds();
    // As Redis: the rest takes as long per byte as what is done; without progress, one second.
    long etaSeconds = loaded == 0 ? 1 : elapsedSeconds * Math.max(0, total - loaded) / loaded;
    out.field("loading_start_time", facts.loadingStartedSeconds());
    out.field("loading_total_bytes", total);
    out.field("loading_rdb_used_mem", facts.loadingRdbUsedMemory());
    out.field("loading_loaded_bytes", loaded);
    out.decimal("loading_loaded_perc", total == 0 ? 0 : loaded * 100.0 / total, 2);
    out.field("loading_eta_seconds", etaSeconds);
  }
}
