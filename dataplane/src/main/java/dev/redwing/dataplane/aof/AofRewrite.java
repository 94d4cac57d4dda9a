package dev.redwing.dataplane.aof;

import dev.redwing.dataplane.env.FileStore;
import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import dev.redwing.dataplane.rdb.RdbAux;
import dev.redwing.dataplane.rdb.RdbFile;
import dev.redwing.dataplane.rdb.RdbWriter;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a rewrite on files. Each runs in the background, in this order, and a crash after
 * any of them leaves a directory that loads all that was acknowledged:
 *
 * <ol>
 *   <li>{@link #prepare}: a new, empty increment is made and listed. Nobody writes to it yet.
 *   <li>On the loop, at once: the writer goes over to it and the snapshot is opened.
 *   <li>{@link #writeBase}: the snapshot is written beside, forced, renamed; then one manifest
 *       names the new base and the new increment and makes all before it history.
 *   <li>{@link #removeHistory}.
 * </ol>
 */
public final class AofRewrite {
  private final AofDirectory directory;

  /** Increments from this sequence on are not in the base. */
  private long firstKeptSequence = Long.MAX_VALUE;

  private @Nullable AofFile unlisted;

  public AofRewrite(AofDirectory directory) {
    this.directory = directory;
  }

  /**
   * Makes the next increment and returns it open.
   *
   * @param listed whether the AOF is complete without the coming base, so that the increment may be
   *     listed now; if not it is listed together with the base
   */
  public FileStore.WritableFile prepare(boolean listed) throws IOException {
    directory.create();
    AofFile increment = directory.nextIncrement();
    FileStore.WritableFile file = directory.files().create(directory.path(increment));
    try {
      file.sync();
      if (listed) {
        directory.install(directory.manifest().withIncrement(increment));
      } else {
        unlisted = increment;
      }
    } catch (IOException e) {
      file.close();
      throw e;
    }
    firstKeptSequence = increment.sequence();
    return file;
  }

  /** A base as RDB: what to say and how. Null writes commands instead. */
  public record RdbBase(RdbAux aux, RdbWriter.Options options) {}

  /** Writes the snapshot as the new base and puts it in force; returns its size in bytes. */
  public long writeBase(
      KeyspaceSnapshot snapshot,
      @Nullable RdbBase rdb,
      boolean incrementalSync,
      RdbWriter.Progress progress)
      throws IOException {
    FileStore files = directory.files();
    directory.create();
    Path temporary = directory.temporaryBase();
    AofFile base = directory.nextBase(rdb != null);
    long size;
    try {
      size =
          rdb != null
              ? RdbFile.writeBeside(
                  files, temporary, snapshot, rdb.aux(), rdb.options(), incrementalSync, progress)
              : writeCommands(files, temporary, snapshot, progress);
      files.rename(temporary, directory.path(base));
      directory.sync();
    } catch (IOException | RuntimeException e) {
      try {
        files.delete(temporary);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
    AofManifest next = directory.manifest();
    AofFile increment = unlisted;
    if (increment != null) {
      next = next.withIncrement(increment);
    }
    directory.install(next.withBase(base).withIncrementsFrom(firstKeptSequence));
    return size;
  }

  private static long writeCommands(
      FileStore files, Path file, KeyspaceSnapshot snapshot, RdbWriter.Progress progress)
      throws IOException {
    try (FileStore.WritableFile writable = files.create(file);
        AofBaseWriter writer = new AofBaseWriter(writable::write, progress)) {
      long size = writer.write(snapshot);
      writable.sync();
      return size;
    }
  }

  /** Removes what no load needs any more. */
  public void removeHistory() throws IOException {
    directory.removeHistory();
  }
}
