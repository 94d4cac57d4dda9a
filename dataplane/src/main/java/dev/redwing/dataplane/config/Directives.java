package dev.redwing.dataplane.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one table of directives, part by part. Adding one is a row in its part and, if something
 * reads it, an accessor in {@link Config}; CONFIG, the file's syntax, its rewriting and the
 * reference page follow from the row.
 */
public final class Directives {
  // What others refer to by name: to hook a change, or to set a value without text.
  public static final Directive<List<String>> BIND = NetworkDirectives.BIND;
  public static final Directive<Long> PORT = NetworkDirectives.PORT;
  public static final Directive<Long> MAXCLIENTS = NetworkDirectives.MAXCLIENTS;
  public static final Directive<String> REQUIREPASS = NetworkDirectives.REQUIREPASS;
  public static final Directive<Long> HZ = ProcessDirectives.HZ;
  public static final Directive<LogLevel> LOGLEVEL = ProcessDirectives.LOGLEVEL;
  public static final Directive<Long> SLOWLOG_MAX_LEN = ProcessDirectives.SLOWLOG_MAX_LEN;
  public static final Directive<Boolean> LATENCY_TRACKING = ProcessDirectives.LATENCY_TRACKING;
  public static final Directive<String> DIR = PersistenceDirectives.DIR;
  public static final Directive<List<SavePoint>> SAVE = PersistenceDirectives.SAVE;
  public static final Directive<Boolean> APPENDONLY = PersistenceDirectives.APPENDONLY;
  public static final Directive<AppendFsync> APPENDFSYNC = PersistenceDirectives.APPENDFSYNC;
  public static final Directive<ReplicaOf> REPLICAOF = ReplicationDirectives.REPLICAOF;
  public static final Directive<String> MASTERAUTH = ReplicationDirectives.MASTERAUTH;
  public static final Directive<String> MASTERUSER = ReplicationDirectives.MASTERUSER;
  public static final Directive<Long> REPL_BACKLOG_SIZE = ReplicationDirectives.REPL_BACKLOG_SIZE;
  public static final Directive<Long> MIN_REPLICAS_TO_WRITE =
      ReplicationDirectives.MIN_REPLICAS_TO_WRITE;
  public static final Directive<Long> MIN_REPLICAS_MAX_LAG =
      ReplicationDirectives.MIN_REPLICAS_MAX_LAG;
  public static final Directive<Boolean> REPL_DISABLE_TCP_NODELAY =
      ReplicationDirectives.REPL_DISABLE_TCP_NODELAY;
  public static final Directive<Long> MAXMEMORY = MemoryDirectives.MAXMEMORY;
  public static final Directive<MaxmemoryPolicy> MAXMEMORY_POLICY =
      MemoryDirectives.MAXMEMORY_POLICY;

  private static final List<Directive<?>> ALL = concatenate();
  private static final Map<String, Directive<?>> BY_NAME = byName();

  private Directives() {}

  /** All of them, in the order of the table. */
  public static List<Directive<?>> all() {
    return ALL;
  }

  /** The directive of this name, today's or an older one, in any case; or null. */
  public static @Nullable Directive<?> find(String name) {
    return BY_NAME.get(name.toLowerCase(Locale.ROOT));
  }

  private static List<Directive<?>> concatenate() {
    List<Directive<?>> all = new ArrayList<>();
    for (List<Directive<?>> part :
        Arrays.asList(
            NetworkDirectives.all(),
            ProcessDirectives.all(),
            PersistenceDirectives.all(),
            ReplicationDirectives.all(),
            MemoryDirectives.all(),
            EncodingDirectives.all(),
            ClusterDirectives.all(),
            TlsDirectives.all(),
            RedwingDirectives.all())) {
      all.addAll(part);
    }
    return List.copyOf(all);
  }

  private static Map<String, Directive<?>> byName() {
    Map<String, Directive<?>> byName = new HashMap<>();
    for (Directive<?> directive : ALL) {
      put(byName, directive.name(), directive);
      for (String alias : directive.aliases()) {
        put(byName, alias, directive);
      }
    }
    return Map.copyOf(byName);
  }

  private static void put(Map<String, Directive<?>> byName, String name, Directive<?> directive) {
    if (byName.put(name, directive) != null) {
      throw new IllegalStateException("two directives are called " + name);
    }
  }
}
