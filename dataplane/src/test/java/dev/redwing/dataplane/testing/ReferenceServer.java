package dev.redwing.dataplane.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * The redis-server of this machine, in a directory and on a port of its own. A test that starts one
 * is skipped where none is installed.
 */
public final class ReferenceServer implements RunningServer {
  private final ServerSubprocess process;

  private ReferenceServer(ServerSubprocess process) {
    this.process = process;
  }

  /** Starts redis-server with directives, {@code --name value} word by word; no save points. */
  public static ReferenceServer start(String... directives) {
    return start(ServerSubprocess.newDirectory("reference"), directives);
  }

  /** Starts it on the files of {@code directory}, which stays afterwards. */
  public static ReferenceServer start(Path directory, String... directives) {
    return start("redis-server", directory, directives);
  }

  /** Starts {@code program}, redis-server or valkey-server. */
  public static ReferenceServer start(String program, Path directory, String... directives) {
    Path path = Path.of("/usr/bin", program);
    Assumptions.assumeTrue(Files.isExecutable(path), program + " is not installed");
    int port = RunningServer.freePort();
    List<String> command = new ArrayList<>(List.of(path.toString()));
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--dir", directory.toString(), "--save", ""));
    command.addAll(List.of(directives));
    try {
      return new ReferenceServer(ServerSubprocess.start(command, port, directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts valkey-server, which is what Redis 7.2 has become. */
  public static ReferenceServer startValkey(String... directives) {
    return start("valkey-server", ServerSubprocess.newDirectory("valkey"), directives);
  }

  public static boolean isInstalled() {
    return Files.isExecutable(Path.of("/usr/bin/redis-server"));
  }

  @Override
  public int port() {
    return process.port();
  }

  public Path directory() {
    return process.directory();
  }

  /** What it has printed so far. */
  public String log() {
    return process.log();
  }

  /** SIGTERM; waits for the end and returns the exit code. */
  public int terminate() {
    return process.terminate();
  }

  /** Sends a signal: {@code INT}. */
  public void signal(String name) {
    process.signal(name);
  }

  /** Waits until it has ended by itself; the exit code. */
  public int awaitExit() {
    return process.awaitExit();
  }

  /** kill -9. */
  public void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
