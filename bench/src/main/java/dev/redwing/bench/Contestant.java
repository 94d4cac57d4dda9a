package dev.redwing.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One server process under test, on a port and in a directory of its own. */
final class Contestant implements AutoCloseable {
  /** We wait for 5 s without growth; Redis gives nothing back. */
  private static final int AT_REST_MILLIS = 7_000;

  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final int START_POLL_MILLIS = 20;

  private final Process process;
  private final Target target;
  private final Path directory;

  private Contestant(Target target, Process process, Path directory) {
    this.target = target;
    this.process = process;
    this.directory = directory;
  }

  /**
   * Starts {@code command} with {@code --port}, {@code --dir} and the given directives appended,
   * and waits until it answers PING.
   */
  static Contestant start(String name, List<String> command, List<String> directives)
      throws IOException {
    int port = freePort();
    Path directory = Files.createTempDirectory("redwing-bench-" + name);
    List<String> line = new ArrayList<>(command);
    line.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    line.addAll(List.of("--dir", directory.toString()));
    line.addAll(directives);
    Path log = directory.resolve("server.log");
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Contestant contestant = new Contestant(new Target(name, port), process, directory);
    contestant.awaitPong(log);
    return contestant;
  }

  private void awaitPong(Path log) throws IOException {
    long deadlineNanos = System.nanoTime() + START_TIMEOUT.toNanos();
    while (System.nanoTime() < deadlineNanos && process.isAlive()) {
      try {
        if (target.ask("PING").equals("+PONG")) {
          return;
        }
      } catch (IOException notYetListening) {
        Target.pause(START_POLL_MILLIS);
      }
    }
    String output = Files.readString(log);
    close();
    throw new IOException(name() + " did not answer PING; its output:\n" + output);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  String name() {
    return target.name();
  }

  Target target() {
    return target;
  }

  ProcessStats stats() {
    return ProcessStats.of(process.pid());
  }

  /** Resident memory once the server has given back what it held for growth. */
  long residentAtRest() throws IOException {
    Target.pause(AT_REST_MILLIS);
    return stats().residentBytes();
  }

  /**
   * Private and shared memory of the process and its children, each shared page once ({@code Pss}).
   */
  long residentWithChildren() {
    return process.children().mapToLong(child -> ProcessStats.proportionalBytes(child.pid())).sum()
        + ProcessStats.proportionalBytes(process.pid());
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(Duration.ofSeconds(10))) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
