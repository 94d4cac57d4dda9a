package dev.redwing.dataplane.rdb;

import dev.redwing.dataplane.env.BackgroundJobs;
import dev.redwing.dataplane.env.FileStore;
import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * RDB as a file. A file appears under its name only whole and on the disk: it is written beside,
 * forced, renamed, and the directory forced. A failure leaves the old file as it was and nothing
 * beside it.
 */
public final class RdbFile {
  /** A file is forced to the disk every so often, so that the last force is short. */
  private static final long BYTES_BETWEEN_SYNCS = 4L << 20;

  private RdbFile() {}

  /** Puts a file that was written beside under its name; may refuse to. */
  @FunctionalInterface
  public interface Commit {
    /** Runs {@code rename}, or throws. */
    void run(BackgroundJobs.Step rename) throws IOException;
  }

  /**
   * Writes a snapshot to {@code file}.
   *
   * @param temporary in the same file system
   * @param commit decides at the last moment whether the file may take its name
   * @return size in bytes
   */
  public static long write(
      FileStore files,
      Path file,
      Path temporary,
      KeyspaceSnapshot snapshot,
      RdbAux aux,
      RdbWriter.Options options,
      boolean incrementalSync,
      RdbWriter.Progress progress,
      Commit commit)
      throws IOException {
    long size;
    try {
      size = writeBeside(files, temporary, snapshot, aux, options, incrementalSync, progress);
      commit.run(
          () -> {
            files.rename(temporary, file);
            files.syncDirectory(file.toAbsolutePath().resolveSibling(""));
          });
    } catch (IOException | RuntimeException e) {
      deleteQuietly(files, temporary, e);
      throw e;
    }
    return size;
  }

  /** The first half of {@link #write}: makes {@code file} and forces it to the disk. */
  public static long writeBeside(
      FileStore files,
      Path file,
      KeyspaceSnapshot snapshot,
      RdbAux aux,
      RdbWriter.Options options,
      boolean incrementalSync,
      RdbWriter.Progress progress)
      throws IOException {
    try (FileStore.WritableFile writable = files.create(file)) {
      RdbSink sink = incrementalSync ? new SyncingSink(writable) : writable::write;
      try (RdbWriter writer = new RdbWriter(sink, options, progress)) {
        long size = writer.write(snapshot, aux);
        writable.sync();
        return size;
      }
    }
  }

  private static void deleteQuietly(FileStore files, Path file, Exception cause) {
    try {
      files.delete(file);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static final class SyncingSink implements RdbSink {
    private final FileStore.WritableFile file;
    private long sinceSync;

    private SyncingSink(FileStore.WritableFile file) {
      this.file = file;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      sinceSync += bytes.remaining();
      file.write(bytes);
      if (sinceSync >= BYTES_BETWEEN_SYNCS) {
        file.sync();
        sinceSync = 0;
      }
    }
  }
}
