package dev.redwing.dataplane.config;

import java.util.List;
import java.util.Set;

/** The process: its start, end, clock, logs and place in the system. */
final class ProcessDirectives {
  private static final Rows ROWS = Rows.ofPart(1);

  private static final List<String> TITLE_VARIABLES =
      List.of(
          "title", "listen-addr", "server-mode", "port", "tls-port", "unixsocket", "config-file");

  static final NumberDirective DATABASES =
      ROWS.row("databases", "Number of databases.").immutable().number(16, 1, Row.INT_MAX);

  static final NumberDirective HZ =
      ROWS.row("hz", "How often per second background work is looked at.")
          .clampedTo(1, 500)
          .number(10, 0, Row.INT_MAX);

  static final FlagDirective DYNAMIC_HZ =
      ROWS.row("dynamic-hz", "Whether many clients make hz grow.").flag(true);

  static final FlagDirective DAEMONIZE =
      ROWS.row("daemonize", "Whether the server goes to the background.")
          .immutable()
          .meaningless("the server always stays in the foreground; a service manager runs it")
          .flag(false);

  static final ChoiceDirective<String> SUPERVISED =
      ROWS.row("supervised", "The service manager that is told about readiness.")
          .immutable()
          .meaningless("readiness is what PING answers")
          .word("no", "upstart", "systemd", "auto", "no");

  static final TextDirective PIDFILE =
      ROWS.row(
              "pidfile", "File that holds the process id while the server runs; empty writes none.")
          .immutable()
          .text("");

  static final ChoiceDirective<LogLevel> LOGLEVEL =
      ROWS.row("loglevel", "How much is logged.").choice(LogLevel.NOTICE);

  static final TextDirective LOGFILE =
      ROWS.row("logfile", "File for the log; empty is standard output.").immutable().text("");

  static final FlagDirective SYSLOG_ENABLED =
      ROWS.row("syslog-enabled", "Whether the log also goes to syslog.")
          .immutable()
          .refused(
              "logging to syslog is not supported by this server, use logfile or the standard output")
          .flag(false);

  static final TextDirective SYSLOG_IDENT =
      ROWS.row("syslog-ident", "Name in syslog.")
          .immutable()
          .meaningless("the log does not go to syslog")
          .text("redis");

  static final ChoiceDirective<String> SYSLOG_FACILITY =
      ROWS.row("syslog-facility", "Facility in syslog.")
          .immutable()
          .meaningless("the log does not go to syslog")
          .word(
              "local0", "user", "local0", "local1", "local2", "local3", "local4", "local5",
              "local6", "local7");

  static final FlagDirective ALWAYS_SHOW_LOGO =
      ROWS.row("always-show-logo", "Whether the banner is shown without a terminal.")
          .immutable()
          .meaningless("there is no banner")
          .flag(false);

  static final FlagDirective SET_PROC_TITLE =
      ROWS.row("set-proc-title", "Whether the process shows its state as its title.")
          .immutable()
          .meaningless("the JVM cannot change its title")
          .flag(true);

  static final TextDirective PROC_TITLE_TEMPLATE =
      ROWS.row("proc-title-template", "The process's title.")
          .meaningless("the JVM cannot change its title")
          .text("{title} {listen-addr} {server-mode}", ProcessDirectives::checkTitle);

  static final FlagDirective CRASH_LOG_ENABLED =
      ROWS.row("crash-log-enabled", "Whether a crash logs a report.")
          .meaningless("belongs to the C process Redis is; the JVM has no such thing")
          .flag(true);

  static final FlagDirective CRASH_MEMCHECK_ENABLED =
      ROWS.row("crash-memcheck-enabled", "Whether a crash tests the memory.")
          .meaningless("belongs to the C process Redis is; the JVM has no such thing")
          .flag(true);

  static final FlagDirective USE_EXIT_ON_PANIC =
      ROWS.row("use-exit-on-panic", "Whether a failed check ends the process without a core file.")
          .hidden()
          .meaningless("belongs to the C process Redis is; the JVM has no such thing")
          .flag(false);

  static final NumberDirective WATCHDOG_PERIOD =
      ROWS.row("watchdog-period", "Milliseconds after which a slow event loop logs its stack.")
          .hidden()
          .meaningless("belongs to the C process Redis is; the JVM has no such thing")
          .number(0, 0, Row.INT_MAX);

  static final FlagDirective DISABLE_THP =
      ROWS.row("disable-thp", "Whether transparent huge pages are switched off for the process.")
          .immutable()
          .meaningless("the memory manager asks for the pages it wants")
          .flag(true);

  static final FlagDirective JEMALLOC_BG_THREAD =
      ROWS.row("jemalloc-bg-thread", "Whether the allocator frees in the background.")
          .meaningless("the allocator is our own")
          .flag(true);

  static final ChoiceDirective<String> OOM_SCORE_ADJ =
      ROWS.row("oom-score-adj", "Whether the kernel's preference among processes to kill is set.")
          .meaningless("Kubernetes sets it by the pod's class; there are no children to prefer")
          .word("no", "no", "yes", "relative", "absolute");

  static final ListDirective<List<Long>> OOM_SCORE_ADJ_VALUES =
      ROWS.row("oom-score-adj-values", "That preference for master, replica and children.")
          .multiArgument()
          .meaningless("see oom-score-adj")
          .list(Formats.OOM_SCORE_VALUES, List.of(0L, 200L, 800L));

  static final TextDirective SERVER_CPULIST =
      ROWS.row("server_cpulist", "Processors of the main thread.")
          .immutable()
          .meaningless("use taskset or the pod's CPU manager")
          .text("");

  static final TextDirective BIO_CPULIST =
      ROWS.row("bio_cpulist", "Processors of the background threads.")
          .immutable()
          .meaningless("use taskset or the pod's CPU manager")
          .text("");

  static final TextDirective AOF_REWRITE_CPULIST =
      ROWS.row("aof_rewrite_cpulist", "Processors of the AOF rewrite.")
          .immutable()
          .meaningless("there is no child process")
          .text("");

  static final TextDirective BGSAVE_CPULIST =
      ROWS.row("bgsave_cpulist", "Processors of BGSAVE.")
          .immutable()
          .meaningless("there is no child process")
          .text("");

  static final TextDirective IGNORE_WARNINGS =
      ROWS.row("ignore-warnings", "Warnings about the system that do not stop the start.")
          .meaningless("no warning stops the start")
          .text("");

  static final NumberDirective SHUTDOWN_TIMEOUT =
      ROWS.row("shutdown-timeout", "Seconds that a shutdown waits for lagging replicas.")
          .since("7.0")
          .number(10, 0, Row.INT_MAX);

  static final ListDirective<Set<ShutdownOption>> SHUTDOWN_ON_SIGINT =
      ROWS.row("shutdown-on-sigint", "What SIGINT does.")
          .since("7.0")
          .multiArgument()
          .list(Formats.SHUTDOWN_OPTIONS, Set.of());

  static final ListDirective<Set<ShutdownOption>> SHUTDOWN_ON_SIGTERM =
      ROWS.row("shutdown-on-sigterm", "What SIGTERM does.")
          .since("7.0")
          .multiArgument()
          .list(Formats.SHUTDOWN_OPTIONS, Set.of());

  static final TextDirective LOCALE_COLLATE =
      ROWS.row("locale-collate", "Locale by which SORT ALPHA orders.")
          .since("7.2")
          .meaningless("SORT ALPHA compares bytes, as in the C locale")
          .text("");

  static final NumberDirective SLOWLOG_LOG_SLOWER_THAN =
      ROWS.row(
              "slowlog-log-slower-than",
              "Microseconds from which a command is slow; negative logs none.")
          .number(10_000, -1, Row.LONG_MAX);

  static final NumberDirective SLOWLOG_MAX_LEN =
      ROWS.row("slowlog-max-len", "Entries the slow log keeps.").number(128, 0, Row.LONG_MAX);

  static final NumberDirective LATENCY_MONITOR_THRESHOLD =
      ROWS.row(
              "latency-monitor-threshold",
              "Milliseconds from which LATENCY remembers an event; 0 remembers none.")
          .number(0, 0, Row.LONG_MAX);

  static final FlagDirective LATENCY_TRACKING =
      ROWS.row(
              "latency-tracking",
              "Whether each command's latencies are counted for INFO latencystats.")
          .since("7.0")
          .flag(true);

  static final ListDirective<List<Double>> LATENCY_TRACKING_INFO_PERCENTILES =
      ROWS.row("latency-tracking-info-percentiles", "Percentiles that INFO latencystats shows.")
          .since("7.0")
          .multiArgument()
          .list(Formats.PERCENTILES, List.of(50.0, 99.0, 99.9));

  static final ListDirective<KeyspaceEvents> NOTIFY_KEYSPACE_EVENTS =
      ROWS.row(
              "notify-keyspace-events",
              "Which keyspace notifications are published; empty is none.")
          .meaningless("there is no Pub/Sub to publish them by yet")
          .list(Formats.KEYSPACE_EVENTS, KeyspaceEvents.NONE);

  static final NumberDirective BUSY_REPLY_THRESHOLD =
      ROWS.row("busy-reply-threshold", "Milliseconds after which a script makes others see BUSY.")
          .alias("lua-time-limit")
          .meaningless("there are no scripts")
          .number(5000, 0, Row.LONG_MAX);

  static final FlagDirective LUA_ENABLE_DEPRECATED_API =
      ROWS.row("lua-enable-deprecated-api", "Whether scripts may use what Redis 7 took away.")
          .immutable()
          .hidden()
          .meaningless("there are no scripts")
          .flag(false);

  private ProcessDirectives() {}

  static List<Directive<?>> all() {
    return ROWS.all();
  }

  /** Variables must be known and the title must not come out empty. */
  private static void checkTitle(String template) throws BadValueException {
    String rest = template;
    for (String variable : TITLE_VARIABLES) {
      boolean always = variable.equals("listen-addr") || variable.endsWith("port");
      rest = rest.replace("{" + variable + "}", always ? "*" : "");
    }
    if (rest.contains("{") || rest.isBlank()) {
      throw new BadValueException("template format is invalid or contains unknown variables");
    }
  }
}
