package dev.redwing.dataplane.persistence;

import dev.redwing.dataplane.aof.AofLoader;
import dev.redwing.dataplane.aof.AofWriter;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.BackgroundJobs;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.FileStore;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.propagate.CommandApplier;
import dev.redwing.dataplane.propagate.EffectSink;
import dev.redwing.dataplane.propagate.EffectStream;
import dev.redwing.dataplane.rdb.ReplicationPosition;
import dev.redwing.dataplane.stats.Counters;
import dev.redwing.dataplane.stats.PersistenceSection;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the dataset on disk. The server wires it like this:
 *
 * <ul>
 *   <li>start-up: {@link #startLoading}, then {@link #doLoading} slice by slice until it says that
 *       all is loaded; an exception ends the process;
 *   <li>each turn: {@code EffectStream.endTurn()} hands the effects to {@link #effectSink}, then
 *       {@link #endTurn}, then the replies leave;
 *   <li>cron: {@link #doWork};
 *   <li>the end: {@link #prepareShutdown}.
 * </ul>
 */
public final class Persistence {
  private static final Logger LOG = LoggerFactory.getLogger(Persistence.class);

  private final Keyspace keyspace;
  private final Config config;
  private final FileStore files;
  private final SnapshotJobs snapshots;
  private final RdbSettings settings;
  private final RdbSaves rdb;
  private final Aof aof;
  private final Loading loading;
  private final EffectStream effects;

  /**
   * What persistence needs of the server.
   *
   * @param clients makes the clients in whose name an AOF's commands run
   * @param fatal ends the process with a message, at once
   */
  public record Environment(
      FileStore files,
      BackgroundJobs jobs,
      Clock clock,
      CommandApplier applier,
      AofLoader.ClientFactory clients,
      AofWriter.Fatal fatal) {}

  public Persistence(
      Keyspace keyspace,
      Config config,
      EffectStream effects,
      Counters counters,
      Environment environment) {
    this.keyspace = keyspace;
    this.config = config;
    this.effects = effects;
    this.files = environment.files();
    Clock clock = environment.clock();
    this.snapshots = new SnapshotJobs(keyspace, environment.jobs(), clock, counters);
    this.settings = new RdbSettings(config, clock, keyspace);
    this.rdb = new RdbSaves(keyspace, config, files, clock, snapshots, settings, counters);
    this.aof =
        new Aof(
            config,
            files,
            environment.jobs(),
            clock,
            snapshots,
            settings,
            effects,
            counters,
            environment.fatal());
    this.loading =
        new Loading(
            keyspace,
            config,
            files,
            clock,
            settings,
            aof,
            environment.applier(),
            environment.clients());
  }

  // ---- start-up ----

  /** Begins to load what is on disk: the AOF if it is switched on, else the RDB file. */
  public void startLoading() throws IOException {
    files.delete(settings.temporaryFile(false));
    files.delete(settings.temporaryFile(true));
    aof.directory().load();
    if (!config.appendonly()) {
      if (!loading.startRdb(false)) {
        finishLoading();
      }
      return;
    }
    if (!loading.startAof()) {
      if (files.exists(settings.file())) {
        LOG.atWarn()
            .log(
                "appendonly is yes but there is no AOF yet: starting EMPTY, and {} is NOT loaded."
                    + " To keep its data, stop now, start with appendonly no, and then CONFIG SET"
                    + " appendonly yes",
                settings.file());
      }
      finishLoading();
    }
  }

  /** Loads until the deadline; whether all is loaded and writes are logged again. */
  public boolean doLoading(long deadlineNanos) throws IOException {
    if (!loading.isActive()) {
      return true;
    }
    if (!loading.doWork(deadlineNanos)) {
      return false;
    }
    finishLoading();
    return true;
  }

  private void finishLoading() throws IOException {
    if (config.appendonly()) {
      // What the increments have changed is not in the RDB file: save points count it.
      rdb.startedNow();
      aof.open(keyspace::present);
    } else {
      rdb.savedNow();
    }
  }

  public boolean isLoading() {
    return loading.isActive();
  }

  /** Where replication stood in the RDB file that was loaded; null when it did not say. */
  public @Nullable ReplicationPosition loadedPosition() {
    return loading.position();
  }

  // ---- running ----

  /** What the effect stream feeds. */
  public EffectSink effectSink() {
    return aof;
  }

  /** After the turn's effects were handed over and before its replies leave. */
  public void endTurn() {
    aof.endTurn();
  }

  /** Cron: save points, rewrites, retries. */
  public void doWork() {
    if (loading.isActive()) {
      return;
    }
    aof.doWork();
    rdb.doWork();
  }

  /** Whether a failed background save forbids writes. */
  public boolean rdbFailed() {
    return rdb.stopsWrites();
  }

  /** Why the AOF cannot be written, which forbids writes; or null. */
  public @Nullable String aofFailure() {
    return aof.writer().failure();
  }

  /** Snapshots for replicas. */
  public SnapshotService snapshots() {
    return rdb;
  }

  /** Says where replication stands, for RDB files to carry it. */
  public void setPositionSource(PositionSource source) {
    settings.setPositionSource(source);
  }

  /** The file a replica receives a full sync into, before it takes the RDB file's place. */
  public Path incomingRdbFile() {
    return settings.directory().resolve("temp-sync-" + config.dbfilename());
  }

  public PersistenceSection.Facts facts() {
    return new PersistenceFacts(keyspace, snapshots, rdb, aof, loading);
  }

  // ---- a full sync ----

  /**
   * A full sync is about to replace the dataset: what is being written of it is of no use, and
   * nothing is logged until the new one is complete.
   */
  public void beforeDatasetReplaced() {
    effects.settle();
    rdb.cancelFile();
    if (aof.state() != AofSwitch.OFF) {
      aof.switchOff();
    }
  }

  /** Begins to load what a master has sent, into an empty keyspace; {@link #doFullSync} goes on. */
  public void startFullSync(Path snapshot) throws IOException {
    loading.startFullSync(snapshot);
  }

  /** Loads until the deadline; whether all of it is there. */
  public boolean doFullSync(long deadlineNanos) throws IOException {
    return loading.doWork(deadlineNanos);
  }

  /** Gives the full sync up; its part that is loaded stays. */
  public void cancelFullSync() {
    try {
      loading.cancel();
    } catch (IOException e) {
      LOG.atWarn().log("A snapshot that was given up does not close: {}", e.getMessage());
    }
  }

  /** The dataset is that of {@code snapshot}: it becomes the RDB file, an AOF begins anew. */
  public void datasetReplaced(Path snapshot) throws IOException {
    if (config.rdbDelSyncFiles() && config.save().isEmpty() && !config.appendonly()) {
      files.delete(snapshot);
    } else {
      files.rename(snapshot, settings.file());
      files.syncDirectory(settings.directory());
    }
    rdb.savedNow();
    if (config.appendonly()) {
      aof.switchOff();
      String problem = aof.switchOn();
      if (problem != null) {
        throw new IOException("the AOF cannot be begun anew: " + problem);
      }
    }
  }

  // ---- commands ----

  /** SAVE: an error, or null. */
  public @Nullable String save() {
    if (rdb.isRunning()) {
      return "ERR Background save already in progress";
    }
    return rdb.saveAsked() ? null : "ERR";
  }

  /**
   * BGSAVE: the reply, an error if it begins with ERR.
   *
   * @param schedule whether it may wait for a rewrite that runs
   * @param inTransaction a save in the middle of a transaction would be one of half of it
   */
  public String backgroundSave(boolean schedule, boolean inTransaction) {
    if (rdb.isRunning()) {
      return "ERR Background save already in progress";
    }
    if (snapshots.isBusy() || aof.isRewriting() || inTransaction) {
      if (schedule || inTransaction) {
        rdb.schedule();
        return "Background saving scheduled";
      }
      return "ERR Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE"
          + " SCHEDULE in order to schedule a BGSAVE whenever possible.";
    }
    rdb.startFile();
    return "Background saving started";
  }

  /**
   * BGREWRITEAOF: the reply, an error if it begins with ERR.
   *
   * @param inTransaction a base in the middle of a transaction would be one of half of it
   */
  public String rewriteAof(boolean inTransaction) {
    return aof.rewriteNow(inTransaction);
  }

  /** LASTSAVE: Unix seconds. */
  public long lastSaveSeconds() {
    return rdb.lastSaveMillis() / 1000;
  }

  /** CONFIG SET appendonly: an error, or null. */
  public @Nullable String setAppendOnly(boolean on) {
    if (on) {
      return aof.switchOn();
    }
    aof.switchOff();
    return null;
  }

  /**
   * After FLUSHALL: a save in progress is of no use, and with save points the file is replaced by
   * an empty one; whether it was.
   */
  public boolean allFlushed() {
    rdb.cancelFile();
    return !config.save().isEmpty() && rdb.saveNow();
  }

  /** DEBUG RELOAD: saves, empties and loads again while the loop waits; an error, or null. */
  public @Nullable String debugReload(boolean save, boolean flush, boolean merge) {
    if (save && !rdb.saveNow()) {
      return "ERR";
    }
    if (flush) {
      keyspace.flushAll(false);
    }
    try {
      if (!loading.startRdb(merge) || !loading.doWork(Long.MAX_VALUE)) {
        return "ERR Error trying to load the RDB dump, check server logs";
      }
    } catch (IOException e) {
      LOG.atError().log("{}", e.getMessage());
      return "ERR Error trying to load the RDB dump, check server logs";
    }
    LOG.atWarn().log("DB reloaded by DEBUG RELOAD");
    return null;
  }

  /** DEBUG LOADAOF: empties and loads the AOF while the loop waits; an error, or null. */
  public @Nullable String debugLoadAof() {
    effects.endTurn();
    aof.writer().flush();
    keyspace.flushAll(false);
    try {
      if (loading.startAof()) {
        loading.doWork(Long.MAX_VALUE);
      }
    } catch (IOException e) {
      LOG.atError().log("{}", e.getMessage());
      return "ERR Error trying to load the AOF files, check server logs";
    }
    keyspace.subtractDirty(keyspace.dirty());
    LOG.atWarn().log("Append Only File loaded by DEBUG LOADAOF");
    return null;
  }

  // ---- the end ----

  /** How SHUTDOWN saves. */
  public enum ShutdownSave {
    /** When there are save points. */
    DEFAULT,
    SAVE,
    NOSAVE
  }

  /**
   * Brings everything to disk before the process ends.
   *
   * @param force end even if that fails
   * @return whether the process may end
   */
  public boolean prepareShutdown(ShutdownSave save, boolean force) {
    if (aof.state() == AofSwitch.WAITS_FOR_BASE && !force) {
      LOG.atWarn().log("Writing initial AOF, can't exit.");
      return false;
    }
    snapshots.cancel();
    rdb.unschedule();
    if (loading.isActive()) {
      return true;
    }
    effects.endTurn();
    if (aof.writer().isOpen()) {
      LOG.atInfo().log("Calling fsync() on the AOF file.");
      try {
        aof.writer().flushAndSync();
      } catch (IOException e) {
        LOG.atError().log("Fail to fsync the AOF file: {}", e.getMessage());
        if (!force) {
          return false;
        }
      }
    }
    boolean saves =
        save == ShutdownSave.SAVE || (save == ShutdownSave.DEFAULT && !config.save().isEmpty());
    if (saves) {
      LOG.atInfo().log("Saving the final RDB snapshot before exiting.");
      if (!rdb.saveNow()) {
        if (!force) {
          LOG.atError().log("Error trying to save the DB, can't exit.");
          return false;
        }
        LOG.atError().log("Error trying to save the DB. Exit anyway.");
      }
    }
    return true;
  }
}
