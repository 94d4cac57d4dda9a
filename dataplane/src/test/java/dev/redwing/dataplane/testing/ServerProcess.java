package dev.redwing.dataplane.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Our server as a process of its own: to be killed, stopped, measured. */
public final class ServerProcess implements RunningServer {
  private final ServerSubprocess process;

  private ServerProcess(ServerSubprocess process) {
    this.process = process;
  }

  /** Starts our server with directives, {@code --name value} word by word; no save points. */
  public static ServerProcess start(String... directives) {
    return start(ServerSubprocess.newDirectory("server"), directives);
  }

  /** Starts it on the files of {@code directory}, which stays afterwards. */
  public static ServerProcess start(Path directory, String... directives) {
    int port = RunningServer.freePort();
    try {
      List<String> command = command(port, directory, directives);
      return new ServerProcess(ServerSubprocess.start(command, port, directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it on files that it is to refuse; returns when it has ended. */
  public static EndedProcess startInVain(Path directory, String... directives) {
    try {
      return ServerSubprocess.run(command(RunningServer.freePort(), directory, directives));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(int port, Path directory, String... directives) {
    List<String> command = new ArrayList<>(javaCommand());
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--dir", directory.toString(), "--save", ""));
    command.addAll(List.of(directives));
    return command;
  }

  /** The words that start our server with the classes of this test, without arguments. */
  public static List<String> javaCommand() {
    String java = ProcessHandle.current().info().command().orElse("java");
    return List.of(
        java,
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx64m", // as the distribution sets it
        "-XX:MaxDirectMemorySize=1t",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Dredwing.memory.checked=" + Boolean.getBoolean("redwing.memory.checked"),
        "-cp",
        System.getProperty("java.class.path", ""),
        "dev.redwing.dataplane.Main");
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

  public ProcessHandle handle() {
    return process.handle();
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

  /** kill -9, and waits for the end. */
  public void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
