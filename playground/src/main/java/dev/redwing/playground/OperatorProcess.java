package dev.redwing.playground;

import dev.redwing.playground.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The operator as a process of its own, as a Deployment would run it: it can be killed. */
public final class OperatorProcess implements AutoCloseable {
  private static final String MAIN = "dev.redwing.operator.OperatorMain";
  private static final int STOP_SECONDS = 8;

  private final Process process;
  private final Path log;

  private OperatorProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static OperatorProcess start(Cluster cluster) throws IOException {
    Path log = cluster.directory().resolve("operator.log");
    Path kubeconfig = Kubeconfig.write(cluster);
    List<String> words =
        List.of(
            ServerLauncher.javaCommand(),
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dsun.net.inetaddr.ttl=0",
            "-Dsun.net.inetaddr.negative.ttl=0",
            "-Djdk.net.hosts.file=" + cluster.hostsFile(),
            "-cp",
            System.getProperty("java.class.path"),
            MAIN,
            "--health-port=-1");
    Map<String, String> environment =
        Map.of(
            "KUBECONFIG",
            kubeconfig.toString(),
            "REDWING_HOSTS_FILE",
            cluster.hostsFile().toString(),
            "PATH",
            "/usr/bin:/bin",
            "LANG",
            "C.UTF-8");
    Process process =
        cluster.processes().start(words, environment, log.toFile(), cluster.directory());
    return new OperatorProcess(process, log);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String log() throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /** As a lost machine would end it. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        process.waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
