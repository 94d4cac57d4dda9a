package dev.redwing.dataplane.config;

import java.util.List;
import java.util.Set;

/**
 * The values in force, by accessors called as the directives are, with the unit last. An accessor
 * is a load from an array: fit for hot paths.
 *
 * <p>Owned by the command loop and changed by it alone ({@link ConfigSet}). Another thread gets a
 * {@link #snapshot()}.
 */
public final class Config extends ConfigValues {
  static final Config DEFAULTS = defaults();

  private Config(ConfigStore store) {
    super(store);
  }

  /** Redis's defaults, without access to files: for tests and tools. */
  public static Config defaults() {
    return defaults(ConfigStore.none());
  }

  /** Redis's defaults. */
  public static Config defaults(ConfigStore store) {
    Config config = new Config(store);
    for (Directive<?> directive : Directives.all()) {
      directive.putDefault(config);
    }
    config.put(PersistenceDirectives.DIR, store.workingDirectory());
    return config;
  }

  /** A copy that never changes, for other threads. */
  public Config snapshot() {
    Config copy = new Config(store());
    copy.copyFrom(this);
    copy.freeze();
    return copy;
  }

  /** Sets a value without text or checks, as a command that changes configuration does. */
  public <T> void put(Directive<T> directive, T value) {
    directive.put(this, value);
  }

  /**
   * Sets a value as redis.conf would.
   *
   * @throws BadValueException with Redis's text if there is no such directive or value
   */
  public void set(String name, String... words) throws BadValueException {
    Directive<?> directive = Directives.find(name);
    if (directive == null) {
      throw new BadValueException("Bad directive or wrong number of arguments");
    }
    directive.assign(this, List.of(words), false);
  }

  /** A percentile as INFO prints it: {@code 50}, {@code 99.9}. */
  public static String percentileText(double percentile) {
    return Formats.percentileText(percentile);
  }

  public OutputBufferLimit clientOutputBufferLimit(ClientClass clientClass) {
    return object(NetworkDirectives.CLIENT_OUTPUT_BUFFER_LIMIT).of(clientClass);
  }

  // Network

  /** May be empty; an address with a leading {@code -} may be missing. */
  public List<String> bind() {
    return object(NetworkDirectives.BIND);
  }

  public int port() {
    return (int) number(NetworkDirectives.PORT);
  }

  public int tcpBacklog() {
    return (int) number(NetworkDirectives.TCP_BACKLOG);
  }

  public String unixsocket() {
    return Texts.decode(object(NetworkDirectives.UNIXSOCKET));
  }

  public int unixsocketperm() {
    return (int) number(NetworkDirectives.UNIXSOCKETPERM);
  }

  public int timeoutSeconds() {
    return (int) number(NetworkDirectives.TIMEOUT);
  }

  public int tcpKeepaliveSeconds() {
    return (int) number(NetworkDirectives.TCP_KEEPALIVE);
  }

  public String bindSourceAddr() {
    return Texts.decode(object(NetworkDirectives.BIND_SOURCE_ADDR));
  }

  /** Also off once {@code bind} or a password is set: who asks combines them. */
  public boolean protectedMode() {
    return flag(NetworkDirectives.PROTECTED_MODE);
  }

  public long maxclients() {
    return number(NetworkDirectives.MAXCLIENTS);
  }

  public long protoMaxBulkLenBytes() {
    return number(NetworkDirectives.PROTO_MAX_BULK_LEN);
  }

  public long clientQueryBufferLimitBytes() {
    return number(NetworkDirectives.CLIENT_QUERY_BUFFER_LIMIT);
  }

  /** Bytes; a percentage of {@code maxmemory} if negative; 0 is no limit. */
  public long maxmemoryClients() {
    return number(NetworkDirectives.MAXMEMORY_CLIENTS);
  }

  /** Empty asks for none; one byte a character. */
  public String requirepass() {
    return object(NetworkDirectives.REQUIREPASS);
  }

  public Access enableProtectedConfigs() {
    return object(NetworkDirectives.ENABLE_PROTECTED_CONFIGS);
  }

  public Access enableDebugCommand() {
    return object(NetworkDirectives.ENABLE_DEBUG_COMMAND);
  }

  // Process

  public int databases() {
    return (int) number(ProcessDirectives.DATABASES);
  }

  public int hz() {
    return (int) number(ProcessDirectives.HZ);
  }

  public boolean dynamicHz() {
    return flag(ProcessDirectives.DYNAMIC_HZ);
  }

  public String pidfile() {
    return Texts.decode(object(ProcessDirectives.PIDFILE));
  }

  public LogLevel loglevel() {
    return object(ProcessDirectives.LOGLEVEL);
  }

  public String logfile() {
    return Texts.decode(object(ProcessDirectives.LOGFILE));
  }

  public int shutdownTimeoutSeconds() {
    return (int) number(ProcessDirectives.SHUTDOWN_TIMEOUT);
  }

  public Set<ShutdownOption> shutdownOnSigint() {
    return object(ProcessDirectives.SHUTDOWN_ON_SIGINT);
  }

  public Set<ShutdownOption> shutdownOnSigterm() {
    return object(ProcessDirectives.SHUTDOWN_ON_SIGTERM);
  }

  public long slowlogLogSlowerThanMicros() {
    return number(ProcessDirectives.SLOWLOG_LOG_SLOWER_THAN);
  }

  public long slowlogMaxLen() {
    return number(ProcessDirectives.SLOWLOG_MAX_LEN);
  }

  public long latencyMonitorThresholdMillis() {
    return number(ProcessDirectives.LATENCY_MONITOR_THRESHOLD);
  }

  public boolean latencyTracking() {
    return flag(ProcessDirectives.LATENCY_TRACKING);
  }

  public List<Double> latencyTrackingInfoPercentiles() {
    return object(ProcessDirectives.LATENCY_TRACKING_INFO_PERCENTILES);
  }

  public KeyspaceEvents notifyKeyspaceEvents() {
    return object(ProcessDirectives.NOTIFY_KEYSPACE_EVENTS);
  }

  // Persistence

  /** Absolute: file names are to be resolved against it. */
  public String dir() {
    return Texts.decode(object(PersistenceDirectives.DIR));
  }

  public String dbfilename() {
    return Texts.decode(object(PersistenceDirectives.DBFILENAME));
  }

  public List<SavePoint> save() {
    return object(PersistenceDirectives.SAVE);
  }

  public boolean rdbcompression() {
    return flag(PersistenceDirectives.RDBCOMPRESSION);
  }

  public boolean rdbchecksum() {
    return flag(PersistenceDirectives.RDBCHECKSUM);
  }

  public boolean rdbDelSyncFiles() {
    return flag(PersistenceDirectives.RDB_DEL_SYNC_FILES);
  }

  public boolean rdbSaveIncrementalFsync() {
    return flag(PersistenceDirectives.RDB_SAVE_INCREMENTAL_FSYNC);
  }

  public boolean stopWritesOnBgsaveError() {
    return flag(PersistenceDirectives.STOP_WRITES_ON_BGSAVE_ERROR);
  }

  public boolean appendonly() {
    return flag(PersistenceDirectives.APPENDONLY);
  }

  public String appendfilename() {
    return Texts.decode(object(PersistenceDirectives.APPENDFILENAME));
  }

  public String appenddirname() {
    return Texts.decode(object(PersistenceDirectives.APPENDDIRNAME));
  }

  public AppendFsync appendfsync() {
    return object(PersistenceDirectives.APPENDFSYNC);
  }

  public boolean noAppendfsyncOnRewrite() {
    return flag(PersistenceDirectives.NO_APPENDFSYNC_ON_REWRITE);
  }

  public int autoAofRewritePercentage() {
    return (int) number(PersistenceDirectives.AUTO_AOF_REWRITE_PERCENTAGE);
  }

  public long autoAofRewriteMinSizeBytes() {
    return number(PersistenceDirectives.AUTO_AOF_REWRITE_MIN_SIZE);
  }

  public boolean aofLoadTruncated() {
    return flag(PersistenceDirectives.AOF_LOAD_TRUNCATED);
  }

  public boolean aofUseRdbPreamble() {
    return flag(PersistenceDirectives.AOF_USE_RDB_PREAMBLE);
  }

  public boolean aofTimestampEnabled() {
    return flag(PersistenceDirectives.AOF_TIMESTAMP_ENABLED);
  }

  public boolean aofRewriteIncrementalFsync() {
    return flag(PersistenceDirectives.AOF_REWRITE_INCREMENTAL_FSYNC);
  }

  public boolean aofDisableAutoGc() {
    return flag(PersistenceDirectives.AOF_DISABLE_AUTO_GC);
  }

  // Replication

  public ReplicaOf replicaof() {
    return object(ReplicationDirectives.REPLICAOF);
  }

  /** Empty gives none; one byte a character. */
  public String masterauth() {
    return object(ReplicationDirectives.MASTERAUTH);
  }

  /** Empty gives the password alone; one byte a character. */
  public String masteruser() {
    return object(ReplicationDirectives.MASTERUSER);
  }

  public boolean replicaServeStaleData() {
    return flag(ReplicationDirectives.REPLICA_SERVE_STALE_DATA);
  }

  public boolean replicaReadOnly() {
    return flag(ReplicationDirectives.REPLICA_READ_ONLY);
  }

  public int replicaPriority() {
    return (int) number(ReplicationDirectives.REPLICA_PRIORITY);
  }

  public boolean replicaAnnounced() {
    return flag(ReplicationDirectives.REPLICA_ANNOUNCED);
  }

  public String replicaAnnounceIp() {
    return Texts.decode(object(ReplicationDirectives.REPLICA_ANNOUNCE_IP));
  }

  public int replicaAnnouncePort() {
    return (int) number(ReplicationDirectives.REPLICA_ANNOUNCE_PORT);
  }

  public boolean replicaIgnoreMaxmemory() {
    return flag(ReplicationDirectives.REPLICA_IGNORE_MAXMEMORY);
  }

  public boolean replicaIgnoreDiskWriteErrors() {
    return flag(ReplicationDirectives.REPLICA_IGNORE_DISK_WRITE_ERRORS);
  }

  /** {@code ignore}, {@code panic} or {@code panic-on-replicas}. */
  public String propagationErrorBehavior() {
    return object(ReplicationDirectives.PROPAGATION_ERROR_BEHAVIOR);
  }

  public boolean replDisklessSync() {
    return flag(ReplicationDirectives.REPL_DISKLESS_SYNC);
  }

  public int replDisklessSyncDelaySeconds() {
    return (int) number(ReplicationDirectives.REPL_DISKLESS_SYNC_DELAY);
  }

  public int replDisklessSyncMaxReplicas() {
    return (int) number(ReplicationDirectives.REPL_DISKLESS_SYNC_MAX_REPLICAS);
  }

  public ReplDisklessLoad replDisklessLoad() {
    return object(ReplicationDirectives.REPL_DISKLESS_LOAD);
  }

  public boolean replDisableTcpNodelay() {
    return flag(ReplicationDirectives.REPL_DISABLE_TCP_NODELAY);
  }

  public int replTimeoutSeconds() {
    return (int) number(ReplicationDirectives.REPL_TIMEOUT);
  }

  public int replPingReplicaPeriodSeconds() {
    return (int) number(ReplicationDirectives.REPL_PING_REPLICA_PERIOD);
  }

  public long replBacklogSizeBytes() {
    return number(ReplicationDirectives.REPL_BACKLOG_SIZE);
  }

  public long replBacklogTtlSeconds() {
    return number(ReplicationDirectives.REPL_BACKLOG_TTL);
  }

  public int minReplicasToWrite() {
    return (int) number(ReplicationDirectives.MIN_REPLICAS_TO_WRITE);
  }

  public int minReplicasMaxLagSeconds() {
    return (int) number(ReplicationDirectives.MIN_REPLICAS_MAX_LAG);
  }

  // Memory

  public long maxmemoryBytes() {
    return number(MemoryDirectives.MAXMEMORY);
  }

  public MaxmemoryPolicy maxmemoryPolicy() {
    return object(MemoryDirectives.MAXMEMORY_POLICY);
  }

  public int maxmemorySamples() {
    return (int) number(MemoryDirectives.MAXMEMORY_SAMPLES);
  }

  public int maxmemoryEvictionTenacity() {
    return (int) number(MemoryDirectives.MAXMEMORY_EVICTION_TENACITY);
  }

  public int lfuLogFactor() {
    return (int) number(MemoryDirectives.LFU_LOG_FACTOR);
  }

  public int lfuDecayTimeMinutes() {
    return (int) number(MemoryDirectives.LFU_DECAY_TIME);
  }

  public int activeExpireEffort() {
    return (int) number(MemoryDirectives.ACTIVE_EXPIRE_EFFORT);
  }

  public boolean lazyfreeLazyEviction() {
    return flag(MemoryDirectives.LAZYFREE_LAZY_EVICTION);
  }

  public boolean lazyfreeLazyExpire() {
    return flag(MemoryDirectives.LAZYFREE_LAZY_EXPIRE);
  }

  public boolean lazyfreeLazyServerDel() {
    return flag(MemoryDirectives.LAZYFREE_LAZY_SERVER_DEL);
  }

  public boolean lazyfreeLazyUserDel() {
    return flag(MemoryDirectives.LAZYFREE_LAZY_USER_DEL);
  }

  public boolean lazyfreeLazyUserFlush() {
    return flag(MemoryDirectives.LAZYFREE_LAZY_USER_FLUSH);
  }

  // Encoding

  public long hashMaxListpackEntries() {
    return number(EncodingDirectives.HASH_MAX_LISTPACK_ENTRIES);
  }

  public long hashMaxListpackValue() {
    return number(EncodingDirectives.HASH_MAX_LISTPACK_VALUE);
  }

  public int listMaxListpackSize() {
    return (int) number(EncodingDirectives.LIST_MAX_LISTPACK_SIZE);
  }

  public int listCompressDepth() {
    return (int) number(EncodingDirectives.LIST_COMPRESS_DEPTH);
  }

  public long setMaxIntsetEntries() {
    return number(EncodingDirectives.SET_MAX_INTSET_ENTRIES);
  }

  public long setMaxListpackEntries() {
    return number(EncodingDirectives.SET_MAX_LISTPACK_ENTRIES);
  }

  public long setMaxListpackValue() {
    return number(EncodingDirectives.SET_MAX_LISTPACK_VALUE);
  }

  public long zsetMaxListpackEntries() {
    return number(EncodingDirectives.ZSET_MAX_LISTPACK_ENTRIES);
  }

  public long zsetMaxListpackValue() {
    return number(EncodingDirectives.ZSET_MAX_LISTPACK_VALUE);
  }

  public long hllSparseMaxBytes() {
    return number(EncodingDirectives.HLL_SPARSE_MAX_BYTES);
  }

  public long streamNodeMaxBytes() {
    return number(EncodingDirectives.STREAM_NODE_MAX_BYTES);
  }

  public long streamNodeMaxEntries() {
    return number(EncodingDirectives.STREAM_NODE_MAX_ENTRIES);
  }

  // Redwing

  public boolean redwingManaged() {
    return flag(RedwingDirectives.REDWING_MANAGED);
  }

  public Transport redwingTransport() {
    return object(RedwingDirectives.REDWING_TRANSPORT);
  }
}
