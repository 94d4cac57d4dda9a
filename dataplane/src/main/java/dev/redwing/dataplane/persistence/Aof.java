package dev.redwing.dataplane.persistence;

import dev.redwing.dataplane.aof.AofDirectory;
import dev.redwing.dataplane.aof.AofRewrite;
import dev.redwing.dataplane.aof.AofWriter;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.BackgroundJobs;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.FileStore;
import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import dev.redwing.dataplane.propagate.EffectSink;
import dev.redwing.dataplane.propagate.EffectStream;
import dev.redwing.dataplane.stats.Counters;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The AOF while the server runs: switched on and off, appended to, rewritten.
 *
 * <p>A rewrite goes through three steps, see {@link AofRewrite}: a new increment is prepared in the
 * background; on the loop, between two commands, the writer goes over to it and a snapshot is
 * opened; the snapshot is written as the new base in the background.
 */
final class Aof implements EffectSink {
  private static final Logger LOG = LoggerFactory.getLogger(Aof.class);

  /** After this many failed rewrites in a row the next ones wait, longer each time. */
  private static final int FAILURES_BEFORE_WAITING = 3;

  private static final long MAX_WAIT_MINUTES = 60;
  private static final long NANOS_PER_MINUTE = 60_000_000_000L;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private enum Phase {
    IDLE,
    PREPARING,
    WRITING
  }

  private final Config config;
  private final FileStore files;
  private final BackgroundJobs jobs;
  private final Clock clock;
  private final SnapshotJobs snapshots;
  private final RdbSettings settings;
  private final EffectStream effects;
  private final Counters counters;
  private final AofWriter writer;
  private AofDirectory directory;

  private AofSwitch state = AofSwitch.OFF;
  private Phase phase = Phase.IDLE;
  private boolean scheduled;
  private boolean abandoned;
  private boolean loading;
  private long rewriteStartNanos;
  private long lastRewriteSeconds = -1;
  private boolean lastRewriteOk = true;
  private int consecutiveFailures;
  private long lastKeptBytes;
  private long nextAllowedNanos;
  private long waitMinutes;

  /** Bytes of the files before the one being written, and of the base of the last rewrite. */
  private long earlierBytes;

  private long rewriteBaseBytes;
  private boolean fsyncHadFailed;
  private long lastTimestampSeconds;

  Aof(
      Config config,
      FileStore files,
      BackgroundJobs jobs,
      Clock clock,
      SnapshotJobs snapshots,
      RdbSettings settings,
      EffectStream effects,
      Counters counters,
      AofWriter.Fatal fatal) {
    this.config = config;
    this.files = files;
    this.jobs = jobs;
    this.clock = clock;
    this.snapshots = snapshots;
    this.settings = settings;
    this.effects = effects;
    this.counters = counters;
    this.writer = new AofWriter(jobs, fatal);
    this.directory = directoryNow();
  }

  private AofDirectory directoryNow() {
    return new AofDirectory(
        files, Path.of(config.dir()), config.appenddirname(), config.appendfilename());
  }

  AofDirectory directory() {
    return directory;
  }

  AofWriter writer() {
    return writer;
  }

  AofSwitch state() {
    return state;
  }

  // ---- appending ----

  @Override
  public boolean wantsEffects() {
    return writer.isOpen() && !loading;
  }

  @Override
  public void accept(ByteBuf bytes) {
    if (config.aofTimestampEnabled()) {
      appendTimestamp();
    }
    writer.append(bytes.nioBuffer(), clock.nanoTime());
  }

  private void appendTimestamp() {
    long seconds = clock.wallMillis() / 1000;
    if (seconds > lastTimestampSeconds) {
      lastTimestampSeconds = seconds;
      byte[] text = ("#TS:" + seconds + "\r\n").getBytes(StandardCharsets.US_ASCII);
      writer.append(ByteBuffer.wrap(text), clock.nanoTime());
    }
  }

  /** Makes what the turn appended as safe as {@code appendfsync} says. */
  void endTurn() {
    if (!writer.isOpen()) {
      return;
    }
    writer.setPolicy(config.appendfsync());
    writer.setFsyncHeld(
        config.noAppendfsyncOnRewrite() && (snapshots.isBusy() || phase != Phase.IDLE));
    writer.endTurn(clock.nanoTime());
  }

  /** While it is loaded nothing is appended. */
  void setLoading(boolean loading) {
    this.loading = loading;
  }

  // ---- at start-up ----

  /** Goes on where the loaded files end, or begins with a base of what is there now. */
  void open(BaseNow baseNow) throws IOException {
    if (directory.manifest().isEmpty()) {
      LOG.atInfo().log("Creating AOF base file on server start");
      new AofRewrite(directory)
          .writeBase(baseNow.present(), base(), config.aofRewriteIncrementalFsync(), keys -> {});
    }
    boolean goesOn = !directory.manifest().increments().isEmpty();
    FileStore.WritableFile file = directory.openLastIncrement();
    LOG.atInfo().log(
        "{} AOF incr file {} on server start",
        goesOn ? "Opening" : "Creating",
        directory.manifest().increments().getLast().name());
    writer.switchTo(file, file.size());
    earlierBytes = directory.totalBytes() - file.size();
    rewriteBaseBytes = directory.totalBytes();
    effects.selectAgain();
    state = AofSwitch.ON;
    if (!config.aofDisableAutoGc()) {
      directory.removeHistory();
    }
  }

  /** What a base at start-up is made of. */
  @FunctionalInterface
  interface BaseNow {
    KeyspaceSnapshot present();
  }

  // ---- on and off ----

  /** CONFIG SET appendonly yes; an error, or null. */
  @Nullable String switchOn() {
    if (state != AofSwitch.OFF) {
      return null;
    }
    try {
      files.createDirectory(Path.of(config.dir()).resolve(config.appenddirname()));
    } catch (IOException e) {
      LOG.atError().log("Can't open or create append-only dir: {}", e.getMessage());
      return "Unable to turn on AOF. Check server logs.";
    }
    state = AofSwitch.WAITS_FOR_BASE;
    consecutiveFailures = 0;
    if (phase != Phase.IDLE) {
      // The one that runs began without an increment: it is of no use to us.
      abandon();
      scheduled = true;
    } else if (snapshots.isBusy()) {
      scheduled = true;
      LOG.atInfo().log(
          "AOF was enabled but there is already another background operation. An AOF background"
              + " was scheduled to start when possible.");
    } else {
      begin();
    }
    return null;
  }

  /** CONFIG SET appendonly no. */
  void switchOff() {
    if (state == AofSwitch.OFF) {
      return;
    }
    effects.settle();
    state = AofSwitch.OFF;
    scheduled = false;
    abandon();
    try {
      writer.flushAndSync();
    } catch (IOException e) {
      LOG.atError().log("Fail to fsync the AOF file: {}", e.getMessage());
    }
    stopWriter();
  }

  private void stopWriter() {
    try {
      writer.stop();
    } catch (IOException e) {
      LOG.atWarn().log("Closing the AOF file failed: {}", e.getMessage());
    }
  }

  private void abandon() {
    if (phase == Phase.WRITING) {
      snapshots.cancel();
    }
    abandoned = phase != Phase.IDLE;
  }

  // ---- rewriting ----

  /** BGREWRITEAOF: the reply, which is an error if it begins with ERR. */
  String rewriteNow(boolean inTransaction) {
    if (phase != Phase.IDLE) {
      return "ERR Background append only file rewriting already in progress";
    }
    if (snapshots.isBusy() || inTransaction) {
      scheduled = true;
      consecutiveFailures = 0;
      return "Background append only file rewriting scheduled";
    }
    begin();
    return "Background append only file rewriting started";
  }

  private void begin() {
    scheduled = false;
    abandoned = false;
    phase = Phase.PREPARING;
    rewriteStartNanos = clock.nanoTime();
    counters.aofRewrites++;
    if (state != AofSwitch.ON && !followDirectory()) {
      return;
    }
    AofRewrite rewrite = new AofRewrite(directory);
    if (state == AofSwitch.OFF) {
      write(rewrite);
      return;
    }
    boolean listed = state == AofSwitch.ON;
    LOG.atInfo().log("Creating the next AOF incr file on background rewrite");
    jobs.<FileStore.WritableFile>start(
        "aof-prepare",
        progress -> rewrite.prepare(listed),
        outcome -> {
          switch (outcome) {
            case BackgroundJobs.Outcome.Done<FileStore.WritableFile> done ->
                goOver(rewrite, done.value());
            case BackgroundJobs.Outcome.Failed<FileStore.WritableFile> failed ->
                ended(failed.cause());
          }
        });
  }

  /** An AOF that begins anew does so where {@code dir} is now; whether it can. */
  private boolean followDirectory() {
    try {
      AofDirectory now = directoryNow();
      if (!now.isSame(directory)) {
        now.load();
        directory = now;
      }
      return true;
    } catch (IOException e) {
      ended(e);
      return false;
    }
  }

  /** Between two commands: what comes before is in the old increment and in the snapshot. */
  private void goOver(AofRewrite rewrite, FileStore.WritableFile increment) {
    effects.endTurn();
    writer.flush();
    writer.endTurn(clock.nanoTime());
    boolean postponed = snapshots.isBusy() || writer.isTorn();
    if (writer.isTorn() || (state != AofSwitch.ON && (abandoned || postponed))) {
      closeQuietly(increment);
      scheduled |= !abandoned;
      ended(new SnapshotCancelledException());
      return;
    }
    // An increment that is listed is also used, whatever becomes of the rewrite: only the last one
    // that is listed may end in the middle of a command.
    if (writer.isOpen()) {
      earlierBytes += writer.size() - writer.pendingBytes();
    }
    writer.switchTo(increment, 0);
    effects.selectAgain();
    lastTimestampSeconds = 0;
    if (abandoned || postponed) {
      scheduled |= !abandoned;
      ended(new SnapshotCancelledException());
      return;
    }
    write(rewrite);
  }

  private static void closeQuietly(FileStore.WritableFile file) {
    try {
      file.close();
    } catch (IOException e) {
      LOG.atWarn().log("Closing an AOF file failed: {}", e.getMessage());
    }
  }

  private void write(AofRewrite rewrite) {
    phase = Phase.WRITING;
    AofRewrite.@Nullable RdbBase base = base();
    boolean incrementalSync = config.aofRewriteIncrementalFsync();
    boolean keepHistory = config.aofDisableAutoGc();
    LOG.atInfo().log("Background append only file rewriting started");
    snapshots.<Long>start(
        SnapshotJobs.Purpose.AOF_BASE,
        (snapshot, progress, job) -> {
          long size = rewrite.writeBase(snapshot, base, incrementalSync, progress);
          if (!keepHistory) {
            rewrite.removeHistory();
          }
          return size;
        },
        outcome -> {
          switch (outcome) {
            case BackgroundJobs.Outcome.Done<Long> done -> rewritten(done.value());
            case BackgroundJobs.Outcome.Failed<Long> failed -> ended(failed.cause());
          }
        });
  }

  private AofRewrite.@Nullable RdbBase base() {
    return config.aofUseRdbPreamble()
        ? new AofRewrite.RdbBase(settings.aux(true), settings.options())
        : null;
  }

  private void rewritten(long baseBytes) {
    LOG.atInfo().log("Background AOF rewrite terminated with success");
    phase = Phase.IDLE;
    lastRewriteSeconds = elapsedSeconds();
    lastRewriteOk = true;
    lastKeptBytes = snapshots.peakKeptBytes();
    consecutiveFailures = 0;
    waitMinutes = 0;
    if (state == AofSwitch.WAITS_FOR_BASE && !abandoned) {
      state = AofSwitch.ON;
    }
    earlierBytes = baseBytes;
    rewriteBaseBytes = currentBytes();
    LOG.atInfo().log("Background AOF rewrite finished successfully");
  }

  private void ended(Throwable cause) {
    phase = Phase.IDLE;
    lastRewriteSeconds = elapsedSeconds();
    if (state == AofSwitch.WAITS_FOR_BASE) {
      // What was appended meanwhile belongs to no base; the next try begins anew.
      stopWriter();
      scheduled = true;
    }
    if (cause instanceof SnapshotCancelledException) {
      LOG.atWarn().log("Background AOF rewrite was ended");
      return;
    }
    lastRewriteOk = false;
    consecutiveFailures++;
    LOG.atError().log("Background AOF rewrite terminated with error: {}", cause.getMessage());
    if (consecutiveFailures >= FAILURES_BEFORE_WAITING) {
      waitMinutes = Math.min(MAX_WAIT_MINUTES, Math.max(1, waitMinutes * 2));
      nextAllowedNanos = clock.nanoTime() + waitMinutes * NANOS_PER_MINUTE;
      LOG.atWarn()
          .log(
              "Background AOF rewrite has repeatedly failed and triggered the limit, will retry in"
                  + " {} minutes",
              waitMinutes);
    }
  }

  private boolean mustWait() {
    return consecutiveFailures >= FAILURES_BEFORE_WAITING
        && clock.nanoTime() - nextAllowedNanos < 0;
  }

  /** Cron: what is due. */
  void doWork() {
    endTurn();
    noticeFailedFsync();
    if (phase != Phase.IDLE || snapshots.isBusy() || mustWait()) {
      return;
    }
    if (scheduled) {
      begin();
    } else if (state == AofSwitch.ON && hasGrownEnough()) {
      LOG.atInfo().log("Starting automatic rewriting of AOF on {}% growth", growthPercent());
      begin();
    }
  }

  /**
   * After a failed fsync the system may have dropped what it could not write, and a later fsync
   * that succeeds says nothing about it. So everything is written anew, to another file.
   */
  private void noticeFailedFsync() {
    boolean failed = writer.fsyncFailed();
    if (fsyncHadFailed && !failed && state == AofSwitch.ON) {
      LOG.atWarn().log("Forcing the AOF to the disk works again: rewriting it to be whole");
      scheduled = true;
    }
    fsyncHadFailed = failed;
  }

  private boolean hasGrownEnough() {
    return config.autoAofRewritePercentage() > 0
        && currentBytes() > config.autoAofRewriteMinSizeBytes()
        && growthPercent() >= config.autoAofRewritePercentage();
  }

  private long growthPercent() {
    long base = rewriteBaseBytes == 0 ? 1 : rewriteBaseBytes;
    return currentBytes() * 100 / base - 100;
  }

  // ---- facts ----

  boolean isRewriting() {
    return phase != Phase.IDLE;
  }

  boolean isScheduled() {
    return scheduled;
  }

  long currentBytes() {
    return earlierBytes + writer.size();
  }

  long rewriteBaseBytes() {
    return rewriteBaseBytes;
  }

  long lastRewriteSeconds() {
    return lastRewriteSeconds;
  }

  boolean lastRewriteOk() {
    return lastRewriteOk;
  }

  /** Memory that the last rewrite has kept, at most. */
  long lastKeptBytes() {
    return lastKeptBytes;
  }

  int consecutiveFailures() {
    return consecutiveFailures;
  }

  long elapsedSeconds() {
    return (clock.nanoTime() - rewriteStartNanos) / NANOS_PER_SECOND;
  }
}
