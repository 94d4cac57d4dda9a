package dev.redwing.dataplane.persistence;

import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.config.RedisVersion;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.rdb.AccessInfo;
import dev.redwing.dataplane.rdb.RdbAux;
import dev.redwing.dataplane.rdb.RdbWriter;
import java.nio.file.Path;

/** How and where RDB is written now: from the configuration, by the clock. */
final class RdbSettings {
  private final Config config;
  private final Clock clock;
  private final Keyspace keyspace;
  private PositionSource positions = () -> null;

  RdbSettings(Config config, Clock clock, Keyspace keyspace) {
    this.config = config;
    this.clock = clock;
    this.keyspace = keyspace;
  }

  void setPositionSource(PositionSource source) {
    positions = source;
  }

  PositionSource positions() {
    return positions;
  }

  Path directory() {
    return Path.of(config.dir());
  }

  Path file() {
    return directory().resolve(config.dbfilename());
  }

  /**
   * Beside the file; what a crash leaves behind is removed at the next start. A save in the
   * background that was cancelled may still write to its own while the loop saves.
   */
  Path temporaryFile(boolean background) {
    return directory().resolve((background ? "temp-bg-" : "temp-") + config.dbfilename());
  }

  RdbWriter.Options options() {
    return new RdbWriter.Options(
        config.rdbcompression(), config.rdbchecksum(), accessInfo(), nowSeconds());
  }

  private AccessInfo accessInfo() {
    return switch (config.maxmemoryPolicy()) {
      case VOLATILE_LRU, ALLKEYS_LRU -> AccessInfo.IDLE_SECONDS;
      case VOLATILE_LFU, ALLKEYS_LFU -> AccessInfo.FREQUENCY;
      case VOLATILE_RANDOM, VOLATILE_TTL, ALLKEYS_RANDOM, NOEVICTION -> AccessInfo.NONE;
    };
  }

  RdbAux aux(boolean aofBase) {
    return new RdbAux(
        RedisVersion.TEXT,
        nowSeconds(),
        keyspace.usedMemoryBytes(),
        aofBase ? null : positions.position(),
        aofBase);
  }

  boolean incrementalSync() {
    return config.rdbSaveIncrementalFsync();
  }

  private long nowSeconds() {
    return clock.wallMillis() / 1000;
  }
}
