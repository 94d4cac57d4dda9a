package dev.redwing.dataplane;

import dev.redwing.dataplane.config.CommandLine;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.config.ConfigFileException;
import dev.redwing.dataplane.config.ConfigLoader;
import dev.redwing.dataplane.config.RedisVersion;
import dev.redwing.dataplane.server.ConfigFilesOnDisk;
import dev.redwing.dataplane.server.Environment;
import dev.redwing.dataplane.server.Logging;
import dev.redwing.dataplane.server.Server;
import dev.redwing.dataplane.server.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Security;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Starts the server, with redis-server's own command line. */
public final class Main {
  private static final String USAGE =
      """
      Usage: redwing server [/path/to/redis.conf] [options] [-]
             redwing server - (read config from stdin)
             redwing server -v or --version
             redwing server -h or --help

      Examples:
             redwing server (run the server with default conf)
             echo 'maxmemory 128mb' | redwing server -
             redwing server /etc/redis/6379.conf
             redwing server --port 7777
             redwing server --port 7777 --replicaof 127.0.0.1 8888
             redwing server /etc/myredis.conf --loglevel verbose -
             redwing server /etc/myredis.conf --loglevel verbose
      """;

  private Main() {}

  public static void main(String[] args) throws IOException {
    if (args.length == 1 && (args[0].equals("-v") || args[0].equals("--version"))) {
      System.out.println(version());
      return;
    }
    if (args.length == 1 && (args[0].equals("-h") || args[0].equals("--help"))) {
      System.out.print(USAGE);
      return;
    }
    prepareProcess();
    Environment environment = Environment.real();
    Config config;
    try {
      config = load(CommandLine.of(args), environment);
    } catch (ConfigFileException e) {
      System.err.print(e.report());
      System.exit(1);
      return;
    }
    run(config, environment);
  }

  private static String version() {
    return "Redwing server v=0.1.0 redis="
        + RedisVersion.TEXT
        + " java="
        + Runtime.version().feature()
        + " bits=64";
  }

  /** What has to be said before anything else runs. */
  private static void prepareProcess() {
    // A recreated pod has a new address within seconds: names are looked up each time.
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    // netty's search for lost buffers is for tests: it records where one in a hundred was made.
    if (System.getProperty("io.netty.leakDetection.level") == null) {
      System.setProperty("io.netty.leakDetection.level", "disabled");
    }
    // Requests and replies are as large as clients make them; limits of their own hold them down.
    System.setProperty("io.netty.maxDirectMemory", Long.toString(Long.MAX_VALUE));
  }

  private static Config load(CommandLine commandLine, Environment environment)
      throws ConfigFileException {
    return ConfigLoader.load(
        commandLine,
        new ConfigFilesOnDisk(environment.files(), Path.of("")),
        Main::standardInput,
        name -> true);
  }

  private static String standardInput() {
    try {
      return new String(System.in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(Config config, Environment environment) {
    AtomicReference<@Nullable Server> started = new AtomicReference<>();
    Logging.start(config, () -> isReplica(started.get()));
    try {
      Server server = new Server(config, environment, () -> end(0), () -> end(1));
      started.set(server);
      Signals.install(server, () -> end(1));
      settleHeap();
      server.start();
    } catch (IOException e) {
      LoggerFactory.getLogger(Main.class).error("{}. Exiting.", e.getMessage());
      end(1);
    }
  }

  /**
   * Moves what the server consists of, some megabytes, out of the heap's young part while no client
   * waits: its first collections would copy it into memory that nobody has touched, for up to 16 ms
   * each.
   */
  private static void settleHeap() {
    System.gc();
  }

  private static boolean isReplica(@Nullable Server server) {
    return server != null && server.isReplica();
  }

  /** At once: all that had to be done before was done. */
  private static void end(int code) {
    Runtime.getRuntime().halt(code);
  }
}
