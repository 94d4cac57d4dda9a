package dev.redwing.dataplane.aof;

import dev.redwing.dataplane.config.AppendFsync;
import dev.redwing.dataplane.env.BackgroundJobs;
import dev.redwing.dataplane.env.FileStore;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends to the AOF's last increment, once a turn of the loop.
 *
 * <ul>
 *   <li>{@code always}: written and forced to the disk before any reply of the turn leaves. A
 *       failure of either ends the process: replies could not be honest any more.
 *   <li>{@code everysec}: written each turn, forced to the disk by a background job at most a
 *       second later. While that runs, writing would wait for the disk, so it is put off, for at
 *       most two seconds.
 *   <li>{@code no}: written each turn, forced by the operating system when it likes.
 * </ul>
 *
 * <p>A failed write under the last two leaves the bytes pending, to be retried, and makes {@link
 * #failure} say why: the server refuses writes meanwhile.
 */
public final class AofWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AofWriter.class);
  private static final int INITIAL_PENDING_BYTES = 64 * 1024;
  private static final int MAX_IDLE_PENDING_BYTES = 1024 * 1024;
  private static final long FSYNC_PERIOD_NANOS = 1_000_000_000L;
  private static final long MAX_POSTPONED_NANOS = 2_000_000_000L;
  private static final long NOT_POSTPONED = Long.MIN_VALUE;

  /** Ends the process: what was promised to clients cannot be kept. */
  @FunctionalInterface
  public interface Fatal {
    void exit(String reason);
  }

  private final BackgroundJobs jobs;
  private final Fatal fatal;
  private final NativeBuffer pending = new NativeBuffer(INITIAL_PENDING_BYTES);
  private long pendingBytes;
  private FileStore.@Nullable WritableFile file;
  private AppendFsync policy = AppendFsync.EVERYSEC;
  private boolean fsyncHeld;

  /** Bytes of the current increment that are written, and of those the bytes on the disk. */
  private long fileBytes;

  private long syncedBytes;
  private long lastFsyncNanos;
  private long postponedSinceNanos = NOT_POSTPONED;
  private int runningFsyncs;
  private long delayedFsyncs;
  private boolean torn;
  private @Nullable String writeFailure;
  private @Nullable String fsyncFailure;

  public AofWriter(BackgroundJobs jobs, Fatal fatal) {
    this.jobs = jobs;
    this.fatal = fatal;
  }

  /** Begins a new increment. The one before is forced to the disk and closed in the background. */
  public void switchTo(FileStore.WritableFile next, long bytes) {
    FileStore.WritableFile previous = file;
    file = next;
    fileBytes = bytes;
    syncedBytes = bytes;
    if (previous != null) {
      startFsync(previous, true, 0);
    }
  }

  public boolean isOpen() {
    return file != null;
  }

  public void setPolicy(AppendFsync policy) {
    this.policy = policy;
  }

  /** Whether forcing to the disk waits because a snapshot is being written. */
  public void setFsyncHeld(boolean held) {
    fsyncHeld = held;
  }

  /** Why the AOF cannot be written now, or null. */
  public @Nullable String failure() {
    return writeFailure != null ? writeFailure : fsyncFailure;
  }

  /** Whether the file ends in the middle of a command whose rest is pending. */
  public boolean isTorn() {
    return torn;
  }

  /** Whether the last attempt to force the file to the disk failed. */
  public boolean fsyncFailed() {
    return fsyncFailure != null;
  }

  /** Bytes of the current increment, with those that wait. */
  public long size() {
    return fileBytes + pendingBytes;
  }

  public long pendingBytes() {
    return pendingBytes;
  }

  public boolean fsyncRunning() {
    return runningFsyncs > 0;
  }

  public long delayedFsyncs() {
    return delayedFsyncs;
  }

  /** Takes effects; they are as safe as the policy says once {@link #endTurn} returned. */
  public void append(ByteBuffer bytes, long nowNanos) {
    if (file == null) {
      return;
    }
    boolean postpone = mustPostpone(nowNanos);
    if (pendingBytes == 0 && !postpone) {
      writeThrough(bytes);
    }
    if (bytes.hasRemaining()) {
      boolean retry = pendingBytes > 0 && !postpone;
      keep(bytes);
      if (retry) {
        writePending();
      }
    }
  }

  /**
   * Retries what waits and forces to the disk what is due: before the turn's replies leave, so that
   * all commands of a turn share one fsync, and by cron.
   */
  public void endTurn(long nowNanos) {
    if (file == null) {
      return;
    }
    if (pendingBytes > 0 && !mustPostpone(nowNanos)) {
      writePending();
    }
    if (fileBytes > syncedBytes) {
      afterWrite(nowNanos);
    }
  }

  /** Writes all that waits, however slow the disk is; the failure stays in {@link #failure}. */
  public void flush() {
    if (pendingBytes > 0) {
      postponedSinceNanos = NOT_POSTPONED;
      writePending();
    }
  }

  /** Writes all and forces it to the disk, for the end of the process. */
  public void flushAndSync() throws IOException {
    FileStore.WritableFile open = file;
    if (open == null) {
      return;
    }
    flush();
    if (writeFailure != null) {
      throw new IOException(writeFailure);
    }
    open.sync();
    syncedBytes = fileBytes;
  }

  private boolean mustPostpone(long nowNanos) {
    if (policy != AppendFsync.EVERYSEC || runningFsyncs == 0) {
      postponedSinceNanos = NOT_POSTPONED;
      return false;
    }
    if (postponedSinceNanos == NOT_POSTPONED) {
      postponedSinceNanos = nowNanos;
    }
    if (nowNanos - postponedSinceNanos < MAX_POSTPONED_NANOS) {
      return true;
    }
    postponedSinceNanos = NOT_POSTPONED;
    delayedFsyncs++;
    LOG.atInfo().log(
        "Asynchronous AOF fsync is taking too long (disk is busy?). Writing the AOF buffer"
            + " without waiting for fsync to complete, this may slow down the server");
    return false;
  }

  private void keep(ByteBuffer bytes) {
    int length = bytes.remaining();
    pending.grow(pendingBytes + length, pendingBytes);
    pending.view(pendingBytes, pendingBytes + length).put(bytes);
    pendingBytes += length;
  }

  private void writePending() {
    long written = 0;
    boolean failed = false;
    while (written < pendingBytes && !failed) {
      ByteBuffer bytes = pending.view(written, pendingBytes);
      writeThrough(bytes);
      written += bytes.position();
      failed = bytes.hasRemaining();
    }
    long rest = pendingBytes - written;
    if (rest > 0) {
      NativeMemory.copy(pending.address() + written, pending.address(), rest);
    }
    pendingBytes = rest;
    if (rest == 0) {
      pending.shrink(MAX_IDLE_PENDING_BYTES, 0);
    }
  }

  /** Writes what it can; what was not written remains. Never leaves half a write behind. */
  private void writeThrough(ByteBuffer bytes) {
    FileStore.WritableFile open = requireFile();
    int from = bytes.position();
    try {
      open.write(bytes);
      fileBytes += bytes.position() - from;
      torn = false;
      if (writeFailure != null) {
        writeFailure = null;
        LOG.atWarn().log("AOF write error looks solved. The server can write again");
      }
    } catch (IOException e) {
      writeFailed(open, bytes, from, e);
    }
  }

  private void writeFailed(
      FileStore.WritableFile open, ByteBuffer bytes, int from, IOException cause) {
    String reason = String.valueOf(cause.getMessage());
    if (policy == AppendFsync.ALWAYS) {
      fatal.exit(
          "Can't recover from AOF write error when the AOF fsync policy is 'always': "
              + reason
              + ". Exiting...");
    }
    if (writeFailure == null) {
      LOG.atError().addKeyValue("reason", reason).log("Error writing to the AOF file");
    }
    writeFailure = reason;
    if (bytes.position() > from) {
      try {
        open.truncate(fileBytes);
        bytes.position(from);
      } catch (IOException e) {
        // The part is there to stay, so the next write goes on behind it.
        fileBytes += bytes.position() - from;
        torn = true;
      }
    }
  }

  private void afterWrite(long nowNanos) {
    switch (policy) {
      case ALWAYS -> syncNow(nowNanos);
      case EVERYSEC -> {
        if (fileBytes > syncedBytes
            && runningFsyncs == 0
            && !fsyncHeld
            && nowNanos - lastFsyncNanos >= FSYNC_PERIOD_NANOS) {
          lastFsyncNanos = nowNanos;
          startFsync(requireFile(), false, fileBytes);
        }
      }
      case NO -> {}
    }
  }

  private void syncNow(long nowNanos) {
    if (fsyncHeld || fileBytes == syncedBytes) {
      return;
    }
    try {
      requireFile().sync();
      syncedBytes = fileBytes;
      lastFsyncNanos = nowNanos;
    } catch (IOException e) {
      fatal.exit(
          "Can't persist AOF for fsync error when the AOF fsync policy is 'always': "
              + e.getMessage()
              + ". Exiting...");
    }
  }

  private void startFsync(FileStore.WritableFile target, boolean close, long upTo) {
    runningFsyncs++;
    jobs.start(
        "aof-fsync",
        progress -> {
          try {
            target.sync();
          } finally {
            if (close) {
              target.close();
            }
          }
          return upTo;
        },
        outcome -> fsyncDone(target, outcome));
  }

  private void fsyncDone(FileStore.WritableFile target, BackgroundJobs.Outcome<Long> outcome) {
    runningFsyncs--;
    switch (outcome) {
      case BackgroundJobs.Outcome.Done<Long> done -> {
        if (target.equals(file)) {
          syncedBytes = Math.max(syncedBytes, done.value());
        }
        fsyncFailure = null;
      }
      case BackgroundJobs.Outcome.Failed<Long> failed -> {
        if (failed.cause() instanceof ClosedChannelException && !target.equals(file)) {
          return; // the job that closed the file forced it to the disk first
        }
        fsyncFailure = String.valueOf(failed.cause().getMessage());
        LOG.atError().addKeyValue("reason", fsyncFailure).log("Fail to fsync the AOF file");
      }
    }
  }

  private FileStore.WritableFile requireFile() {
    FileStore.WritableFile open = file;
    if (open == null) {
      throw new IllegalStateException("the AOF is not open");
    }
    return open;
  }

  /** Ends writing; what waits must have been flushed. */
  public void stop() throws IOException {
    FileStore.WritableFile open = file;
    file = null;
    pendingBytes = 0;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() throws IOException {
    stop();
    pending.close();
  }
}
