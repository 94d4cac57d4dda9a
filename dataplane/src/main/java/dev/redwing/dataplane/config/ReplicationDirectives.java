package dev.redwing.dataplane.config;

import java.util.List;

/** Masters and replicas. */
final class ReplicationDirectives {
  private static final Rows ROWS = Rows.ofPart(3);

  static final ListDirective<ReplicaOf> REPLICAOF =
      ROWS.row("replicaof", "The master to follow.")
          .immutable()
          .alias("slaveof")
          .multiArgument()
          .list(Formats.REPLICA_OF, ReplicaOf.NONE);

  static final TextDirective MASTERAUTH =
      ROWS.row("masterauth", "Password for the master.").secret().text("");

  static final TextDirective MASTERUSER =
      ROWS.row("masteruser", "ACL user for the master; empty gives the password alone.").text("");

  static final FlagDirective REPLICA_SERVE_STALE_DATA =
      ROWS.row("replica-serve-stale-data", "Whether a replica answers while its link is down.")
          .alias("slave-serve-stale-data")
          .flag(true);

  static final FlagDirective REPLICA_READ_ONLY =
      ROWS.row("replica-read-only", "Whether a replica refuses writes of clients.")
          .alias("slave-read-only")
          .flag(true);

  static final NumberDirective REPLICA_PRIORITY =
      ROWS.row("replica-priority", "Preference for promotion; lower is better, 0 is never.")
          .alias("slave-priority")
          .number(100, 0, Row.INT_MAX);

  static final FlagDirective REPLICA_ANNOUNCED =
      ROWS.row("replica-announced", "Whether Sentinel lists this replica.").flag(true);

  static final TextDirective REPLICA_ANNOUNCE_IP =
      ROWS.row("replica-announce-ip", "Address the master shows for this replica.")
          .alias("slave-announce-ip")
          .text("");

  static final NumberDirective REPLICA_ANNOUNCE_PORT =
      ROWS.row("replica-announce-port", "Port the master shows for this replica.")
          .alias("slave-announce-port")
          .number(0, 0, 65535);

  static final FlagDirective REPLICA_LAZY_FLUSH =
      ROWS.row("replica-lazy-flush", "Whether a full sync frees the old data in slices.")
          .alias("slave-lazy-flush")
          .meaningless("everything is freed in slices")
          .flag(false);

  static final FlagDirective REPLICA_IGNORE_MAXMEMORY =
      ROWS.row("replica-ignore-maxmemory", "Whether a replica leaves eviction to its master.")
          .alias("slave-ignore-maxmemory")
          .flag(true);

  static final FlagDirective REPLICA_IGNORE_DISK_WRITE_ERRORS =
      ROWS.row(
              "replica-ignore-disk-write-errors",
              "Whether a replica goes on when it cannot write to its disk.")
          .since("7.0")
          .flag(false);

  static final ChoiceDirective<String> PROPAGATION_ERROR_BEHAVIOR =
      ROWS.row(
              "propagation-error-behavior",
              "What a replica does about a command of its master that fails.")
          .since("7.0")
          .word("ignore", "ignore", "panic", "panic-on-replicas");

  static final FlagDirective REPL_DISKLESS_SYNC =
      ROWS.row("repl-diskless-sync", "Whether full syncs go to the sockets without a file.")
          .flag(true);

  static final NumberDirective REPL_DISKLESS_SYNC_DELAY =
      ROWS.row(
              "repl-diskless-sync-delay",
              "Seconds to wait for more replicas before a diskless full sync.")
          .number(5, 0, Row.INT_MAX);

  static final NumberDirective REPL_DISKLESS_SYNC_MAX_REPLICAS =
      ROWS.row(
              "repl-diskless-sync-max-replicas",
              "Replicas that end this wait; 0 waits the whole time.")
          .since("7.0")
          .number(0, 0, Row.INT_MAX);

  static final ChoiceDirective<ReplDisklessLoad> REPL_DISKLESS_LOAD =
      ROWS.row(
              "repl-diskless-load", "Whether a replica loads a full sync straight from the socket.")
          .meaningless(
              "a full sync is received into a file, which becomes the RDB file, then loaded")
          .choice(ReplDisklessLoad.DISABLED);

  static final FlagDirective REPL_DISABLE_TCP_NODELAY =
      ROWS.row("repl-disable-tcp-nodelay", "Whether small packets to replicas are gathered.")
          .flag(false);

  static final NumberDirective REPL_TIMEOUT =
      ROWS.row("repl-timeout", "Seconds of silence after which a replication link is broken.")
          .number(60, 1, Row.INT_MAX);

  static final NumberDirective REPL_PING_REPLICA_PERIOD =
      ROWS.row("repl-ping-replica-period", "Seconds between PINGs to replicas.")
          .alias("repl-ping-slave-period")
          .number(10, 1, Row.INT_MAX);

  static final NumberDirective REPL_BACKLOG_SIZE =
      ROWS.row("repl-backlog-size", "Bytes of the stream kept for partial syncs.")
          .clampedTo(16_384, Row.LONG_MAX)
          .memory(1L << 20, 1, Row.LONG_MAX);

  static final NumberDirective REPL_BACKLOG_TTL =
      ROWS.row("repl-backlog-ttl", "Seconds that it is kept without replicas; 0 is for ever.")
          .number(3600, 0, Row.LONG_MAX);

  static final NumberDirective MIN_REPLICAS_TO_WRITE =
      ROWS.row("min-replicas-to-write", "Replicas without which writes are refused.")
          .alias("min-slaves-to-write")
          .number(0, 0, Row.INT_MAX);

  static final NumberDirective MIN_REPLICAS_MAX_LAG =
      ROWS.row("min-replicas-max-lag", "Seconds of silence after which a replica does not count.")
          .alias("min-slaves-max-lag")
          .number(10, 0, Row.INT_MAX);

  private ReplicationDirectives() {}

  static List<Directive<?>> all() {
    return ROWS.all();
  }
}
