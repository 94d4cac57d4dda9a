package dev.redwing.dataplane.stats;

import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.config.RedisVersion;

/** INFO server. */
public final class ServerSection implements InfoSection {
  /** What the server knows of its own process. */
  public interface Facts {
    /** 40 hex digits, new with every start. */
    String runId();

    /** {@code epoll}, {@code io_uring} or {@code nio}. */
    String transport();

    long processId();

    /** Path of the executable or script that was started. */
    String executable();

    long wallMicros();

    long startedMillis();

    /** The clock of LRU, in seconds of 24 bits. */
    long lruClock();

    /** How often cron runs now. */
    int hz();

    /** Milliseconds until a shutdown stops waiting for replicas; negative if there is none. */
    long shutdownInMillis();
  }

  private static final long SECONDS_PER_DAY = 24 * 3600;

  private final Config config;
  private final Facts facts;

  public ServerSection(Config config, Facts facts) {
    this.config = config;
    this.facts = facts;
  }

  @Override
  public String heading() {
    return "Server";
  }

  @Override
  public void write(InfoWriter out) {
    long wallMicros = facts.wallMicros();
    long uptimeSeconds = Math.max(0, (wallMicros / 1000 - facts.startedMillis()) / 1000);
    out.field("redis_version", RedisVersion.TEXT);
    out.field("redis_git_sha1", "00000000");
    out.field("redis_git_dirty", 0);
    out.field("redis_build_id", "0");
    out.field("redis_mode", "standalone");
    out.field("os", operatingSystem());
    out.field("arch_bits", 64);
    out.field("monotonic_clock", "System.nanoTime");
    out.field("multiplexing_api", facts.transport());
    out.field("atomicvar_api", "none");
    out.field("gcc_version", "0.0.0");
    out.field("process_id", facts.processId());
    out.field("process_supervised", "no");
    out.field("run_id", facts.runId());
    out.field("tcp_port", config.port());
    out.field("server_time_usec", wallMicros);
    out.field("uptime_in_seconds", uptimeSeconds);
    out.field("uptime_in_days", uptimeSeconds / SECONDS_PER_DAY);
    out.field("hz", facts.hz());
    out.field("configured_hz", config.hz());
    out.field("lru_clock", facts.lruClock());
    out.field("executable", facts.executable());
    out.field("config_file", config.configFile());
    out.field("io_threads_active", 0);
    if (facts.shutdownInMillis() >= 0) {
      out.field("shutdown_in_milliseconds", facts.shutdownInMillis());
    }
  }

  /** As uname prints it. */
  private static String operatingSystem() {
    String architecture = System.getProperty("os.arch", "");
    return System.getProperty("os.name", "")
        + " "
        + System.getProperty("os.version", "")
        + " "
        + (architecture.equals("amd64") ? "x86_64" : architecture);
  }
}
