package dev.redwing.dataplane.config;

import java.util.List;

/** Cluster mode, which this server does not have. */
final class ClusterDirectives {
  private static final Rows ROWS = Rows.ofPart(6);

  static final FlagDirective CLUSTER_ENABLED =
      ROWS.row("cluster-enabled", "Whether the server is a cluster node.")
          .immutable()
          .refused("cluster mode is not supported by this server")
          .flag(false);

  static final TextDirective CLUSTER_CONFIG_FILE =
      ROWS.row("cluster-config-file", "File of the node's state.")
          .immutable()
          .meaningless("this server is not a cluster node")
          .text("nodes.conf");

  static final NumberDirective CLUSTER_NODE_TIMEOUT =
      ROWS.row("cluster-node-timeout", "Milliseconds after which a silent node is down.")
          .meaningless("this server is not a cluster node")
          .number(15_000, 0, Row.LONG_MAX);

  static final NumberDirective CLUSTER_PORT =
      ROWS.row("cluster-port", "Port of the cluster bus.")
          .immutable()
          .since("7.0")
          .meaningless("this server is not a cluster node")
          .number(0, 0, 65535);

  static final TextDirective CLUSTER_ANNOUNCE_IP =
      ROWS.row("cluster-announce-ip", "Address shown to others.")
          .meaningless("this server is not a cluster node")
          .text("");

  static final NumberDirective CLUSTER_ANNOUNCE_PORT =
      ROWS.row("cluster-announce-port", "Port shown to others.")
          .meaningless("this server is not a cluster node")
          .number(0, 0, 65535);

  static final NumberDirective CLUSTER_ANNOUNCE_TLS_PORT =
      ROWS.row("cluster-announce-tls-port", "TLS port shown to others.")
          .meaningless("this server is not a cluster node")
          .number(0, 0, 65535);

  static final NumberDirective CLUSTER_ANNOUNCE_BUS_PORT =
      ROWS.row("cluster-announce-bus-port", "Bus port shown to others.")
          .meaningless("this server is not a cluster node")
          .number(0, 0, 65535);

  static final TextDirective CLUSTER_ANNOUNCE_HOSTNAME =
      ROWS.row("cluster-announce-hostname", "Host name shown to others.")
          .since("7.0")
          .meaningless("this server is not a cluster node")
          .text("", ClusterDirectives::checkHostname);

  static final TextDirective CLUSTER_ANNOUNCE_HUMAN_NODENAME =
      ROWS.row("cluster-announce-human-nodename", "Name for people shown to others.")
          .since("7.2")
          .meaningless("this server is not a cluster node")
          .text("", ClusterDirectives::checkNodeName);

  static final ChoiceDirective<String> CLUSTER_PREFERRED_ENDPOINT_TYPE =
      ROWS.row("cluster-preferred-endpoint-type", "What clients are sent to.")
          .since("7.0")
          .meaningless("this server is not a cluster node")
          .word("ip", "ip", "hostname", "unknown-endpoint");

  static final FlagDirective CLUSTER_REQUIRE_FULL_COVERAGE =
      ROWS.row("cluster-require-full-coverage", "Whether a missing slot stops all.")
          .meaningless("this server is not a cluster node")
          .flag(true);

  static final NumberDirective CLUSTER_REPLICA_VALIDITY_FACTOR =
      ROWS.row("cluster-replica-validity-factor", "How old a replica may be to be promoted.")
          .alias("cluster-slave-validity-factor")
          .meaningless("this server is not a cluster node")
          .number(10, 0, Row.INT_MAX);

  static final FlagDirective CLUSTER_REPLICA_NO_FAILOVER =
      ROWS.row("cluster-replica-no-failover", "Whether a replica is never promoted.")
          .alias("cluster-slave-no-failover")
          .meaningless("this server is not a cluster node")
          .flag(false);

  static final NumberDirective CLUSTER_MIGRATION_BARRIER =
      ROWS.row("cluster-migration-barrier", "Replicas a master keeps.")
          .meaningless("this server is not a cluster node")
          .number(1, 0, Row.INT_MAX);

  static final FlagDirective CLUSTER_ALLOW_REPLICA_MIGRATION =
      ROWS.row("cluster-allow-replica-migration", "Whether replicas move to masters without any.")
          .meaningless("this server is not a cluster node")
          .flag(true);

  static final FlagDirective CLUSTER_ALLOW_READS_WHEN_DOWN =
      ROWS.row("cluster-allow-reads-when-down", "Whether reads go on when the cluster is down.")
          .meaningless("this server is not a cluster node")
          .flag(false);

  static final FlagDirective CLUSTER_ALLOW_PUBSUBSHARD_WHEN_DOWN =
      ROWS.row(
              "cluster-allow-pubsubshard-when-down",
              "Whether sharded Pub/Sub goes on when it is down.")
          .since("7.0")
          .meaningless("this server is not a cluster node")
          .flag(true);

  static final NumberDirective CLUSTER_LINK_SENDBUF_LIMIT =
      ROWS.row("cluster-link-sendbuf-limit", "Bytes of a bus link's buffer; 0 is no limit.")
          .since("7.0")
          .meaningless("this server is not a cluster node")
          .unsignedMemory();

  private ClusterDirectives() {}

  static List<Directive<?>> all() {
    return ROWS.all();
  }

  private static void checkHostname(String name) throws BadValueException {
    if (name.length() >= 256) {
      throw new BadValueException("Hostnames must be less than 256 characters");
    }
    checkLetters(name, "Hostnames may only contain alphanumeric characters, hyphens or dots");
  }

  private static void checkNodeName(String name) throws BadValueException {
    checkLetters(name, "Announced human node name contained invalid character");
  }

  private static void checkLetters(String name, String message) throws BadValueException {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!good && c != '-' && c != '.') {
        throw new BadValueException(message);
      }
    }
  }
}
