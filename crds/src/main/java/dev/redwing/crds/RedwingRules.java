package dev.redwing.crds;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules a {@link Redwing} must keep beyond what its schema says, each declared once with its
 * message: as the CEL expression the API server evaluates and as the Java that means the same.
 *
 * <p>The Java side exists because the operator cannot trust that the CRD in the cluster is the one
 * it was built with, and because a test's API server has no CEL. The CEL is kept to membership and
 * comparison: string functions over map keys are refused by the API server's cost estimate. A
 * message says what to write instead.
 */
public final class RedwingRules {
  static final String NAME =
      "size(self.metadata.name) <= 40 && self.metadata.name.matches('^[a-z][-a-z0-9]*$')";
  static final String NAME_MESSAGE =
      "metadata.name becomes the name of services: write at most 40 lower-case letters, digits and"
          + " dashes, starting with a letter";

  static final String SPEC = "has(self.spec)";
  static final String SPEC_MESSAGE =
      "spec is missing: write 'spec: {}' for a master with two replicas and Redis's defaults";

  static final String MIN_REPLICAS =
      "!has(self.replication) || !has(self.replication.minReplicasToWrite) || !has(self.replicas)"
          + " || self.replication.minReplicasToWrite <= self.replicas";
  static final String MIN_REPLICAS_MESSAGE =
      "replication.minReplicasToWrite asks for more replicas than there are, so no write would ever"
          + " be taken: write at most the value of replicas";

  static final String RDB_SAVE = "!has(self.save) || !has(self.enabled) || self.enabled";
  static final String RDB_SAVE_MESSAGE =
      "persistence.rdb.save says when to save but persistence.rdb.enabled is false: leave out one of"
          + " them";

  static final String STORAGE_SIZE =
      "(has(self.storage) && has(self.storage.size) ? self.storage.size : '1Gi') =="
          + " (has(oldSelf.storage) && has(oldSelf.storage.size) ? oldSelf.storage.size : '1Gi')";
  static final String STORAGE_SIZE_MESSAGE =
      "storage.size cannot change after creation: write the former value (1Gi when there was none)";

  static final String STORAGE_CLASS =
      "(has(self.storage) && has(self.storage.storageClassName) ? self.storage.storageClassName :"
          + " '') == (has(oldSelf.storage) && has(oldSelf.storage.storageClassName) ?"
          + " oldSelf.storage.storageClassName : '')";
  static final String STORAGE_CLASS_MESSAGE =
      "storage.storageClassName cannot change after creation: write the former value, or leave it"
          + " out when there was none";

  static final String STORAGE_MODES =
      "(has(self.storage) && has(self.storage.accessModes) ? self.storage.accessModes :"
          + " ['ReadWriteOnce']) == (has(oldSelf.storage) && has(oldSelf.storage.accessModes) ?"
          + " oldSelf.storage.accessModes : ['ReadWriteOnce'])";
  static final String STORAGE_MODES_MESSAGE =
      "storage.accessModes cannot change after creation: write the former value (ReadWriteOnce when"
          + " there was none)";

  static final String CONFIG_RDB = "!('save' in self)";
  static final String CONFIG_RDB_MESSAGE =
      "write persistence.rdb.save, or persistence.rdb.enabled: false, instead of config.save";

  static final String CONFIG_AOF =
      "!['appendonly', 'appendfsync', 'auto-aof-rewrite-percentage',"
          + " 'auto-aof-rewrite-min-size'].exists(k, k in self)";
  static final String CONFIG_AOF_MESSAGE =
      "write persistence.aof.{enabled, fsync, rewritePercentage, rewriteMinSize} instead of"
          + " appendonly, appendfsync and auto-aof-rewrite-* in config";

  static final String CONFIG_REPLICATION =
      "!['repl-backlog-size', 'repl-backlog-ttl', 'repl-diskless-sync',"
          + " 'repl-diskless-sync-delay', 'repl-timeout', 'min-replicas-to-write',"
          + " 'min-replicas-max-lag', 'min-slaves-to-write', 'min-slaves-max-lag'].exists(k, k in"
          + " self)";
  static final String CONFIG_REPLICATION_MESSAGE =
      "write replication.{backlogSize, backlogTtlSeconds, diskless, disklessDelaySeconds,"
          + " timeoutSeconds, minReplicasToWrite, minReplicasMaxLagSeconds} instead of repl-* and"
          + " min-replicas-* in config";

  static final String CONFIG_ROLES =
      "!['replicaof', 'slaveof', 'replica-announce-ip', 'replica-announce-port',"
          + " 'slave-announce-ip', 'slave-announce-port'].exists(k, k in self)";
  static final String CONFIG_ROLES_MESSAGE =
      "who follows whom is the operator's to say: write replicas instead of replicaof and"
          + " replica-announce-* in config";

  static final String CONFIG_AUTH =
      "!['requirepass', 'masterauth', 'masteruser'].exists(k, k in self)";
  static final String CONFIG_AUTH_MESSAGE =
      "write auth.secretName, naming a secret with the key password, instead of requirepass,"
          + " masterauth and masteruser in config";

  static final String CONFIG_OWNED =
      "!['bind', 'port', 'dir', 'include', 'daemonize', 'supervised', 'pidfile', 'logfile',"
          + " 'protected-mode', 'redwing-managed', 'cluster-enabled'].exists(k, k in self)";
  static final String CONFIG_OWNED_MESSAGE =
      "leave bind, port, dir, include, daemonize, supervised, pidfile, logfile, protected-mode,"
          + " redwing-managed and cluster-enabled out of config: the operator sets them";

  private static final Pattern NAME_PATTERN = Pattern.compile("^[a-z][-a-z0-9]*$");
  private static final Pattern QUOTED = Pattern.compile("'([^']*)'");

  private RedwingRules() {}

  /** A rule that was broken: where, and what to write instead. */
  public record Violation(String path, String message) {}

  /**
   * The rules that {@code now} breaks, in the order they are declared.
   *
   * @param old the resource before an update, null when it is created
   */
  public static List<Violation> violations(@Nullable Redwing old, Redwing now) {
    List<Violation> found = new ArrayList<>();
    String name = now.getMetadata().getName();
    check(
        found,
        name == null || (name.length() <= 40 && NAME_PATTERN.matcher(name).matches()),
        "metadata.name",
        NAME_MESSAGE);
    RedwingSpec spec = now.getSpec();
    check(found, spec != null, "spec", SPEC_MESSAGE);
    if (spec == null) {
      return found;
    }
    check(found, minReplicasCanBeMet(spec), "spec", MIN_REPLICAS_MESSAGE);
    if (spec.persistence != null && spec.persistence.rdb != null) {
      RdbSpec rdb = spec.persistence.rdb;
      check(
          found,
          rdb.save == null || !Boolean.FALSE.equals(rdb.enabled),
          "spec.persistence.rdb",
          RDB_SAVE_MESSAGE);
    }
    if (spec.config != null) {
      checkConfig(found, spec.config);
    }
    RedwingSpec oldSpec = old == null ? null : old.getSpec();
    if (oldSpec != null) {
      checkStorage(found, oldSpec.storage, spec.storage);
    }
    return found;
  }

  private static boolean minReplicasCanBeMet(RedwingSpec spec) {
    ReplicationSpec replication = spec.replication;
    if (replication == null || replication.minReplicasToWrite == null) {
      return true;
    }
    int replicas = spec.replicas == null ? RedwingSpec.REPLICAS_DEFAULT : spec.replicas;
    return replication.minReplicasToWrite <= replicas;
  }

  private static void checkConfig(List<Violation> found, Map<String, String> config) {
    Set<String> names = config.keySet();
    checkAbsent(found, names, CONFIG_RDB, CONFIG_RDB_MESSAGE);
    checkAbsent(found, names, CONFIG_AOF, CONFIG_AOF_MESSAGE);
    checkAbsent(found, names, CONFIG_REPLICATION, CONFIG_REPLICATION_MESSAGE);
    checkAbsent(found, names, CONFIG_ROLES, CONFIG_ROLES_MESSAGE);
    checkAbsent(found, names, CONFIG_AUTH, CONFIG_AUTH_MESSAGE);
    checkAbsent(found, names, CONFIG_OWNED, CONFIG_OWNED_MESSAGE);
  }

  /** The refused names are the quoted ones of the CEL rule, so that they are written once. */
  private static void checkAbsent(
      List<Violation> found, Set<String> names, String rule, String message) {
    boolean absent =
        QUOTED.matcher(rule).results().noneMatch(match -> names.contains(match.group(1)));
    check(found, absent, "spec.config", message);
  }

  private static void checkStorage(
      List<Violation> found, @Nullable StorageSpec old, @Nullable StorageSpec now) {
    check(found, size(old).equals(size(now)), "spec", STORAGE_SIZE_MESSAGE);
    check(found, storageClass(old).equals(storageClass(now)), "spec", STORAGE_CLASS_MESSAGE);
    check(found, modes(old).equals(modes(now)), "spec", STORAGE_MODES_MESSAGE);
  }

  private static String size(@Nullable StorageSpec storage) {
    return storage == null
        ? StorageSpec.SIZE_DEFAULT
        : Objects.requireNonNullElse(storage.size, StorageSpec.SIZE_DEFAULT);
  }

  private static String storageClass(@Nullable StorageSpec storage) {
    return storage == null ? "" : Objects.requireNonNullElse(storage.storageClassName, "");
  }

  private static List<String> modes(@Nullable StorageSpec storage) {
    return storage == null
        ? StorageSpec.ACCESS_MODES_DEFAULT
        : Objects.requireNonNullElse(storage.accessModes, StorageSpec.ACCESS_MODES_DEFAULT);
  }

  private static void check(List<Violation> found, boolean kept, String path, String message) {
    if (!kept) {
      found.add(new Violation(path, message));
    }
  }
}
