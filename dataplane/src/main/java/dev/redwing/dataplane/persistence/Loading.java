package dev.redwing.dataplane.persistence;

import dev.redwing.dataplane.aof.AofLoader;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.FileStore;
import dev.redwing.dataplane.keyspace.ExpiryMode;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.propagate.CommandApplier;
import dev.redwing.dataplane.rdb.RdbLoader;
import dev.redwing.dataplane.rdb.ReplicationPosition;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is loaded from where, and how far it is. */
final class Loading {
  private static final Logger LOG = LoggerFactory.getLogger(Loading.class);
  private static final long LOG_PERIOD_NANOS = 5_000_000_000L;

  private final Keyspace keyspace;
  private final Config config;
  private final FileStore files;
  private final Clock clock;
  private final RdbSettings settings;
  private final Aof aof;
  private final CommandApplier applier;
  private final AofLoader.ClientFactory clients;

  private @Nullable DatasetLoading current;
  private ExpiryMode modeBefore = ExpiryMode.DELETE;
  private long startedSeconds;
  private long startedNanos;
  private long loggedNanos;
  private long rdbUsedMemoryBytes;
  private long keysLoaded;
  private long keysExpired;
  private @Nullable ReplicationPosition position;

  Loading(
      Keyspace keyspace,
      Config config,
      FileStore files,
      Clock clock,
      RdbSettings settings,
      Aof aof,
      CommandApplier applier,
      AofLoader.ClientFactory clients) {
    this.keyspace = keyspace;
    this.config = config;
    this.files = files;
    this.clock = clock;
    this.settings = settings;
    this.aof = aof;
    this.applier = applier;
    this.clients = clients;
  }

  /** Starts with the RDB file; false when there is none. */
  boolean startRdb(boolean replaceExisting) throws IOException {
    Path path = settings.file();
    if (!files.exists(path)) {
      return false;
    }
    // Who will follow a master hears from it which keys have expired.
    boolean master = config.replicaof().isNone() && !config.redwingManaged();
    start(path, master ? clock.wallMillis() : Long.MIN_VALUE, replaceExisting);
    return true;
  }

  /** Starts with what a master has sent, into an empty keyspace. */
  void startFullSync(Path snapshot) throws IOException {
    start(snapshot, Long.MIN_VALUE, false);
  }

  private void start(Path path, long dropExpiredAtMillis, boolean replaceExisting)
      throws IOException {
    FileStore.ReadableFile file = files.open(path);
    long size = file.size();
    RdbLoader.Options options =
        new RdbLoader.Options(config.rdbchecksum(), dropExpiredAtMillis, replaceExisting);
    begin(
        new DatasetLoading.FromRdb(
            file,
            new RdbLoader(file::read, path.toString(), size, keyspace, clock, options),
            size));
  }

  /** Gives up what is being loaded; what of it is there already stays. */
  void cancel() throws IOException {
    DatasetLoading loading = current;
    if (loading != null) {
      end(loading);
    }
  }

  /** Starts with the AOF that the directory's manifest lists; false when it lists none. */
  boolean startAof() throws IOException {
    if (aof.directory().manifest().isEmpty()) {
      return false;
    }
    begin(
        new DatasetLoading.FromAof(
            new AofLoader(
                aof.directory(),
                keyspace,
                applier,
                clients,
                clock,
                new AofLoader.Options(config.aofLoadTruncated(), config.rdbchecksum()))));
    return true;
  }

  private void begin(DatasetLoading loading) {
    current = loading;
    startedSeconds = clock.wallMillis() / 1000;
    startedNanos = clock.nanoTime();
    loggedNanos = startedNanos;
    modeBefore = keyspace.expiryMode();
    keyspace.setExpiryMode(ExpiryMode.KEEP);
    aof.setLoading(true);
  }

  boolean isActive() {
    return current != null;
  }

  /** Goes on until the deadline; whether nothing is left to load. */
  boolean doWork(long deadlineNanos) throws IOException {
    DatasetLoading loading = current;
    if (loading == null) {
      return true;
    }
    boolean done;
    try {
      done = loading.doWork(deadlineNanos);
    } catch (IOException | RuntimeException e) {
      end(loading);
      throw e;
    }
    if (loading instanceof DatasetLoading.FromRdb rdb) {
      rdbUsedMemoryBytes = rdb.loader().usedMemoryBytes();
    }
    if (done) {
      finish(loading);
    } else {
      logProgress(loading);
    }
    return done;
  }

  private void finish(DatasetLoading loading) throws IOException {
    switch (loading) {
      case DatasetLoading.FromRdb rdb -> {
        keysLoaded = rdb.loader().keysLoaded();
        keysExpired = rdb.loader().keysExpired();
        position = rdb.loader().position();
        LOG.atInfo().log(
            "Done loading RDB, keys loaded: {}, keys expired: {}.", keysLoaded, keysExpired);
        LOG.atInfo().log("DB loaded from disk: {} seconds", seconds());
      }
      case DatasetLoading.FromAof ignored ->
          LOG.atInfo().log("DB loaded from append only file: {} seconds", seconds());
    }
    end(loading);
  }

  private String seconds() {
    return String.format("%.3f", (clock.nanoTime() - startedNanos) / 1e9);
  }

  private void end(DatasetLoading loading) throws IOException {
    current = null;
    keyspace.setExpiryMode(modeBefore);
    aof.setLoading(false);
    loading.close();
  }

  private void logProgress(DatasetLoading loading) {
    if (clock.nanoTime() - loggedNanos >= LOG_PERIOD_NANOS) {
      loggedNanos = clock.nanoTime();
      LOG.atInfo().log(
          "Loading the dataset: {}% of {} MB",
          loading.loadedBytes() * 100 / Math.max(1, loading.totalBytes()),
          loading.totalBytes() >> 20);
    }
  }

  // ---- facts ----

  long startedSeconds() {
    return startedSeconds;
  }

  long elapsedSeconds() {
    return (clock.nanoTime() - startedNanos) / 1_000_000_000L;
  }

  long totalBytes() {
    DatasetLoading loading = current;
    return loading == null ? 0 : loading.totalBytes();
  }

  long loadedBytes() {
    DatasetLoading loading = current;
    return loading == null ? 0 : loading.loadedBytes();
  }

  long rdbUsedMemoryBytes() {
    return rdbUsedMemoryBytes;
  }

  long keysLoaded() {
    return keysLoaded;
  }

  long keysExpired() {
    return keysExpired;
  }

  /** Where replication stood in the RDB file that was loaded; null when it did not say. */
  @Nullable ReplicationPosition position() {
    return position;
  }
}
