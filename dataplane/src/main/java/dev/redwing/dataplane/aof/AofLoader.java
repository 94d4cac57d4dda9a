package dev.redwing.dataplane.aof;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.FileStore;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.propagate.CommandApplier;
import dev.redwing.dataplane.rdb.RdbCorruptException;
import dev.redwing.dataplane.rdb.RdbFormat;
import dev.redwing.dataplane.rdb.RdbLoader;
import dev.redwing.dataplane.resp.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the files of an AOF in their order, in slices: the base as RDB or as commands, the
 * increments as commands. A file may also be RDB followed by commands, as servers before Redis 7
 * wrote it.
 *
 * <p>Only the last file may end in the middle of a command, or of a transaction; then it is cut
 * back to the last whole one if {@code aof-load-truncated} allows that. Everything else that is not
 * as it should be is an {@link AofException}, and the server does not start.
 */
public final class AofLoader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AofLoader.class);
  private static final int COMMANDS_BETWEEN_CLOCK_READS = 256;
  private static final long NONE = -1;

  /**
   * How to load.
   *
   * @param loadTruncated {@code aof-load-truncated}
   */
  public record Options(boolean loadTruncated, boolean verifyChecksum) {}

  /** Makes the client in whose name the commands run; a fresh one for each file. */
  @FunctionalInterface
  public interface ClientFactory {
    Client create();
  }

  private final AofDirectory directory;
  private final Keyspace keyspace;
  private final CommandApplier applier;
  private final ClientFactory clients;
  private final Clock clock;
  private final Options options;
  private final List<AofFile> order;
  private final long totalBytes;

  private int next;
  private long finishedBytes;
  private long startedNanos;
  private Client client;
  private @Nullable RdbLoader preamble;
  private FileStore.@Nullable ReadableFile preambleFile;
  private @Nullable AofReader commands;
  private long transactionStart = NONE;
  private long commandsLoaded;

  public AofLoader(
      AofDirectory directory,
      Keyspace keyspace,
      CommandApplier applier,
      ClientFactory clients,
      Clock clock,
      Options options)
      throws IOException {
    this.directory = directory;
    this.keyspace = keyspace;
    this.applier = applier;
    this.clients = clients;
    this.clock = clock;
    this.options = options;
    this.order = directory.manifest().loadOrder();
    this.client = clients.create();
    long total = 0;
    for (AofFile file : order) {
      total += size(file);
    }
    this.totalBytes = total;
  }

  private long size(AofFile file) throws IOException {
    Path path = directory.path(file);
    if (!directory.files().exists(path)) {
      throw new AofException(
          "Unable to obtain the AOF file "
              + file.name()
              + " length: the manifest lists it but it is not in the AOF directory. Restore it"
              + " from a backup, or restore the whole directory");
    }
    return directory.files().size(path);
  }

  /** Bytes of all files. */
  public long totalBytes() {
    return totalBytes;
  }

  public long loadedBytes() {
    RdbLoader rdb = preamble;
    AofReader reader = commands;
    return finishedBytes
        + (rdb != null ? rdb.loadedBytes() : 0)
        + (reader != null ? reader.offset() : 0);
  }

  /** Commands run so far. */
  public long commandsLoaded() {
    return commandsLoaded;
  }

  /** Loads until {@code deadlineNanos}; returns whether all is loaded. */
  public boolean doWork(long deadlineNanos) throws IOException {
    while (next < order.size()) {
      AofFile file = order.get(next);
      if (preamble == null && commands == null) {
        open(file);
      }
      if (!loadSome(file, deadlineNanos)) {
        return false;
      }
      finishedBytes += size(file);
      LOG.atInfo().log(
          "DB loaded from {} file {}: {} seconds",
          file.kind() == AofFile.Kind.BASE ? "base" : "incr",
          file.name(),
          String.format("%.3f", (clock.nanoTime() - startedNanos) / 1e9));
      next++;
    }
    return true;
  }

  private void open(AofFile file) throws IOException {
    startedNanos = clock.nanoTime();
    client = clients.create();
    Path path = directory.path(file);
    FileStore.ReadableFile readable = directory.files().open(path);
    boolean rdb = startsWithMagic(readable);
    readable.seek(0);
    if (!rdb) {
      commands = new AofReader(readable, file.name(), 0);
      return;
    }
    LOG.atInfo().log("Reading RDB base file on AOF loading...");
    preambleFile = readable;
    preamble =
        new RdbLoader(
            readable::read,
            path.toString(),
            readable.size(),
            keyspace,
            clock,
            RdbLoader.Options.complete(options.verifyChecksum()));
  }

  private static boolean startsWithMagic(FileStore.ReadableFile file) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(RdbFormat.MAGIC.length());
    while (start.hasRemaining() && file.read(start) >= 0) {
      // until there is enough
    }
    String text = new String(start.array(), 0, start.position(), StandardCharsets.ISO_8859_1);
    return text.equals(RdbFormat.MAGIC);
  }

  /** Returns whether the file is finished. */
  private boolean loadSome(AofFile file, long deadlineNanos) throws IOException {
    if (preamble != null && !loadPreamble(file, preamble, deadlineNanos)) {
      return false;
    }
    AofReader reader = commands;
    if (reader == null) {
      throw new IllegalStateException("no file is open");
    }
    int count = 0;
    while (true) {
      switch (reader.next()) {
        case COMMAND -> apply(file, reader);
        case ANNOTATION -> {}
        case END -> {
          finish(file, reader, transactionStart != NONE);
          return true;
        }
        case TRUNCATED -> {
          finish(file, reader, true);
          return true;
        }
      }
      if (++count == COMMANDS_BETWEEN_CLOCK_READS) {
        count = 0;
        if (clock.nanoTime() - deadlineNanos >= 0) {
          return false;
        }
      }
    }
  }

  private boolean loadPreamble(AofFile file, RdbLoader rdb, long deadlineNanos) throws IOException {
    try {
      if (rdb.doWork(deadlineNanos) != RdbLoader.Status.DONE) {
        return false;
      }
    } catch (RdbCorruptException e) {
      throw new AofException(
          "Error reading the RDB base file "
              + file.name()
              + ", AOF loading aborted: "
              + e.getMessage(),
          e);
    }
    FileStore.ReadableFile readable = preambleFile;
    if (readable == null) {
      throw new IllegalStateException("no file is open");
    }
    readable.seek(rdb.loadedBytes());
    commands = new AofReader(readable, file.name(), rdb.loadedBytes());
    preambleFile = null;
    preamble = null;
    rdb.close();
    return true;
  }

  private void apply(AofFile file, AofReader reader) throws AofException {
    Request request = reader.request();
    if (request.is(0, "MULTI")) {
      transactionStart = reader.offset();
    }
    if (!applier.apply(client, request)) {
      throw new AofException(
          "Unknown command '"
              + request.text(0)
              + "' reading the append only file "
              + file.name()
              + " at offset "
              + reader.offset()
              + ". A server that has the command wrote it: load the file there, delete what this"
              + " one does not have, and rewrite it");
    }
    if (request.is(0, "EXEC") || request.is(0, "DISCARD")) {
      transactionStart = NONE;
    }
    commandsLoaded++;
  }

  private void finish(AofFile file, AofReader reader, boolean truncated) throws IOException {
    long whole = transactionStart != NONE ? transactionStart : reader.offset();
    if (transactionStart != NONE) {
      LOG.atWarn().log("Revert incomplete MULTI/EXEC transaction from AOF file {}", file.name());
    }
    transactionStart = NONE;
    commands = null;
    reader.close();
    if (truncated) {
      cut(file, whole);
    }
  }

  private void cut(AofFile file, long whole) throws IOException {
    if (!options.loadTruncated()) {
      throw new AofException(
          "Unexpected end of file reading the append only file "
              + file.name()
              + ": the last whole command ends at offset "
              + whole
              + ". You can: 1) Make a backup of your AOF file, then use redis-check-aof --fix on"
              + " the manifest. 2) Alternatively you can set the 'aof-load-truncated' configuration"
              + " option to yes and restart the server");
    }
    if (next != order.size() - 1) {
      throw new AofException(
          "Fatal error: the truncated file is not the last file: "
              + file.name()
              + " ends after its last whole command at offset "
              + whole
              + ", but newer increments follow. Restore the file from a backup, or make a backup"
              + " and use redis-check-aof --fix on the manifest");
    }
    LOG.atWarn().log("!!! Warning: short read while loading the AOF file {}!!!", file.name());
    LOG.atWarn()
        .log(
            "Truncating the AOF {} at offset {}: its last {} bytes are no whole command",
            file.name(),
            whole,
            size(file) - whole);
    directory.files().truncate(directory.path(file), whole);
    LOG.atWarn().log("AOF {} loaded anyway because aof-load-truncated is enabled", file.name());
  }

  @Override
  public void close() throws IOException {
    RdbLoader rdb = preamble;
    if (rdb != null) {
      rdb.close();
    }
    FileStore.ReadableFile readable = preambleFile;
    if (readable != null) {
      readable.close();
    }
    AofReader reader = commands;
    if (reader != null) {
      reader.close();
    }
  }
}
