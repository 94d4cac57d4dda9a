package dev.redwing.dataplane.config;

import java.util.List;

/** Connections, protocol limits and who may connect. */
final class NetworkDirectives {
  private static final Rows ROWS = Rows.ofPart(0);

  private static final OutputBufferLimits DEFAULT_OUTPUT_LIMITS =
      new OutputBufferLimits(
          new OutputBufferLimit(0, 0, 0),
          new OutputBufferLimit(256L << 20, 64L << 20, 60),
          new OutputBufferLimit(32L << 20, 8L << 20, 60));

  static final ListDirective<List<String>> BIND =
      ROWS.row(
              "bind",
              "Addresses to listen on; one with a leading - may be missing on this machine.")
          .multiArgument()
          .list(Formats.BIND, List.of("*", "-::*"));

  static final NumberDirective PORT =
      ROWS.row("port", "TCP port; 0 listens on none.").number(6379, 0, 65535);

  static final NumberDirective TCP_BACKLOG =
      ROWS.row("tcp-backlog", "Length of the queue of connections not yet accepted.")
          .immutable()
          .number(511, 0, Row.INT_MAX);

  static final TextDirective UNIXSOCKET =
      ROWS.row("unixsocket", "Path of a Unix socket to listen on; empty listens on none.")
          .immutable()
          .text("");

  static final NumberDirective UNIXSOCKETPERM =
      ROWS.row("unixsocketperm", "File mode of the Unix socket, octal; 0 leaves it to the umask.")
          .immutable()
          .number(NumberDirective.Notation.OCTAL, 0, 0, 0777);

  static final NumberDirective TIMEOUT =
      ROWS.row("timeout", "Seconds after which an idle client is disconnected; 0 is never.")
          .number(0, 0, Row.INT_MAX);

  static final NumberDirective TCP_KEEPALIVE =
      ROWS.row("tcp-keepalive", "Seconds between TCP keep-alive probes; 0 sends none.")
          .number(300, 0, Row.INT_MAX);

  static final TextDirective BIND_SOURCE_ADDR =
      ROWS.row("bind-source-addr", "Address from which connections to a master are made.").text("");

  static final NumberDirective SOCKET_MARK_ID =
      ROWS.row("socket-mark-id", "Mark put on packets for the firewall.")
          .immutable()
          .since("7.0")
          .meaningless("the JVM cannot mark sockets")
          .number(0, 0, Row.UINT_MAX);

  static final FlagDirective PROTECTED_MODE =
      ROWS.row(
              "protected-mode",
              "Whether only local clients are served while neither bind nor a password is set.")
          .flag(true);

  static final NumberDirective MAXCLIENTS =
      ROWS.row("maxclients", "Most clients connected at the same time.")
          .number(10000, 1, Row.UINT_MAX);

  static final NumberDirective IO_THREADS =
      ROWS.row("io-threads", "Threads that read and write for clients.")
          .immutable()
          .meaningless("one event loop reads, runs and answers")
          .number(1, 1, 128);

  static final FlagDirective IO_THREADS_DO_READS =
      ROWS.row("io-threads-do-reads", "Whether those threads read as well.")
          .immutable()
          .meaningless("one event loop reads, runs and answers")
          .flag(false);

  static final NumberDirective PROTO_MAX_BULK_LEN =
      ROWS.row("proto-max-bulk-len", "Longest string a client may send or make.")
          .memory(512L << 20, 1 << 20, Row.LONG_MAX);

  static final NumberDirective CLIENT_QUERY_BUFFER_LIMIT =
      ROWS.row(
              "client-query-buffer-limit",
              "Most bytes a client may send ahead of the commands they make.")
          .memory(1L << 30, 1 << 20, Row.LONG_MAX);

  static final ListDirective<OutputBufferLimits> CLIENT_OUTPUT_BUFFER_LIMIT =
      ROWS.row(
              "client-output-buffer-limit",
              "When a client that does not read its replies is disconnected, by kind of client.")
          .multiArgument()
          .list(Formats.OUTPUT_BUFFER_LIMITS, DEFAULT_OUTPUT_LIMITS);

  static final NumberDirective MAXMEMORY_CLIENTS =
      ROWS.row(
              "maxmemory-clients",
              "Memory of all clients' buffers above which the largest are disconnected; 0 is no limit.")
          .since("7.0")
          .number(NumberDirective.Notation.MEMORY_OR_PERCENT, 0, -100, Row.LONG_MAX);

  static final NumberDirective TRACKING_TABLE_MAX_KEYS =
      ROWS.row(
              "tracking-table-max-keys",
              "Most keys remembered for client-side caching; 0 is no limit.")
          .meaningless("client-side caching is not here yet: CLIENT TRACKING is refused")
          .number(1_000_000, 0, Row.LONG_MAX);

  static final TextDirective REQUIREPASS =
      ROWS.row("requirepass", "Password that clients must give; empty asks for none.")
          .secret()
          .text("");

  static final TextDirective ACLFILE =
      ROWS.row("aclfile", "File of ACL users.")
          .immutable()
          .refused("ACL files are not supported by this server, use requirepass")
          .text("");

  static final ChoiceDirective<AclPubsubDefault> ACL_PUBSUB_DEFAULT =
      ROWS.row("acl-pubsub-default", "Channels that a new ACL user may use.")
          .meaningless("there are no ACL users besides default")
          .choice(AclPubsubDefault.RESETCHANNELS);

  static final NumberDirective ACLLOG_MAX_LEN =
      ROWS.row("acllog-max-len", "Entries kept by ACL LOG.")
          .meaningless("there are no ACL users besides default")
          .number(128, 0, Row.LONG_MAX);

  static final ChoiceDirective<Access> ENABLE_PROTECTED_CONFIGS =
      ROWS.row("enable-protected-configs", "Who may change dir and dbfilename by CONFIG SET.")
          .immutable()
          .since("7.0")
          .choice(Access.NO);

  static final ChoiceDirective<Access> ENABLE_DEBUG_COMMAND =
      ROWS.row("enable-debug-command", "Who may use DEBUG.")
          .immutable()
          .since("7.0")
          .choice(Access.NO);

  static final ChoiceDirective<Access> ENABLE_MODULE_COMMAND =
      ROWS.row("enable-module-command", "Who may use MODULE.")
          .immutable()
          .since("7.0")
          .meaningless("there are no modules")
          .choice(Access.NO);

  private NetworkDirectives() {}

  static List<Directive<?>> all() {
    return ROWS.all();
  }
}
