package dev.redwing.dataplane.testing;

import dev.redwing.dataplane.resp.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A server as a process of its own, ours or another. */
final class ServerSubprocess implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final long END_TIMEOUT_SECONDS = 30;
  private static final String TEMPORARY = "redwing-test-";

  private final Process process;
  private final int port;
  private final Path directory;
  private final Path log;

  private ServerSubprocess(Process process, int port, Path directory, Path log) {
    this.process = process;
    this.port = port;
    this.directory = directory;
    this.log = log;
  }

  /** Runs {@code command}, which is to end by itself; what it printed, and its exit code. */
  static EndedProcess run(List<String> command) throws IOException {
    Path log = Files.createTempFile(TEMPORARY, ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    ServerSubprocess ended = new ServerSubprocess(process, 0, log, log);
    try {
      ended.awaitEnd();
      return new EndedProcess(process.exitValue(), ended.log());
    } finally {
      Files.deleteIfExists(log);
    }
  }

  /** A directory that is deleted with the server that gets it. */
  static Path newDirectory(String name) {
    try {
      return Files.createTempDirectory(TEMPORARY + name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts {@code command} and waits until it answers PING, if only with an error. */
  static ServerSubprocess start(List<String> command, int port, Path directory) throws IOException {
    Path log = Files.createTempFile(TEMPORARY, ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    ServerSubprocess server = new ServerSubprocess(process, port, directory, log);
    try {
      Awaitility.await()
          .atMost(START_TIMEOUT)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !process.isAlive() || server.answers());
    } catch (RuntimeException e) {
      String output = server.log();
      server.close();
      throw new IOException(command.getFirst() + " did not answer PING:\n" + output, e);
    }
    if (!process.isAlive()) {
      String output = server.log();
      server.close();
      throw new IOException(
          command + " ended with " + process.exitValue() + " at once:\n" + output);
    }
    return server;
  }

  /**
   * Whether this process answers. A port that was free may meanwhile be another server's: without
   * asking who it is, a test would look for its data there.
   */
  private boolean answers() {
    try (RespClient client = RespClient.connect(port)) {
      if (client.call("PING") instanceof Reply.Failure(var text)) {
        return !text.startsWith("LOADING");
      }
      return client.text("INFO", "server").contains("process_id:" + process.pid() + "\r\n");
    } catch (UncheckedIOException notYetListening) {
      return false;
    }
  }

  int port() {
    return port;
  }

  Path directory() {
    return directory;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  String log() {
    try {
      return Files.readString(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int terminate() {
    process.destroy();
    return awaitExit();
  }

  /** Sends a signal: {@code INT}. */
  void signal(String name) {
    try {
      EndedProcess kill = run(List.of("kill", "-" + name, Long.toString(process.pid())));
      if (kill.exitCode() != 0) {
        throw new IllegalStateException(kill.output());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int awaitExit() {
    awaitEnd();
    return process.exitValue();
  }

  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(END_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("did not end:\n" + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    deleteTemporary(directory);
  }

  /** Deletes the directory if {@link #newDirectory} made it. */
  static void deleteTemporary(Path directory) {
    Path name = directory.getFileName();
    if (name != null && name.toString().startsWith(TEMPORARY)) {
      try {
        delete(directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
