package dev.redwing.dataplane.testing;

import dev.redwing.dataplane.config.CommandLine;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.config.ConfigFileException;
import dev.redwing.dataplane.config.ConfigLoader;
import dev.redwing.dataplane.server.ConfigFilesOnDisk;
import dev.redwing.dataplane.server.Environment;
import dev.redwing.dataplane.server.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Our server in this process, on a port and in a directory of its own. {@link #close} proves that
 * nothing leaks: after FLUSHALL no byte of user data is left.
 */
public final class TestServer implements RunningServer {
  private final Server server;
  private final Path directory;

  private TestServer(Server server, Path directory) {
    this.server = server;
    this.directory = directory;
  }

  /** Starts a server with directives, {@code --name value} word by word; no save points. */
  public static TestServer start(String... directives) {
    return start(ServerSubprocess.newDirectory("server"), Environment.real(), directives);
  }

  /** Starts it on the files of {@code directory}, which stays afterwards. */
  public static TestServer start(Path directory, String... directives) {
    return start(directory, Environment.real(), directives);
  }

  /** Starts it in another environment: a clock that stands still, a disk that is full. */
  public static TestServer start(Path directory, Environment environment, String... directives) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("--port", Integer.toString(RunningServer.freePort())));
    words.addAll(List.of("--bind", "127.0.0.1", "--dir", directory.toString(), "--save", ""));
    words.addAll(List.of(directives));
    try {
      Config config =
          ConfigLoader.load(
              CommandLine.parse(words),
              new ConfigFilesOnDisk(environment.files(), Path.of("")),
              () -> "",
              name -> true);
      Server server = new Server(config, environment, () -> {}, () -> {});
      server.start();
      return new TestServer(server, directory);
    } catch (ConfigFileException e) {
      throw new IllegalArgumentException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int port() {
    return server.port();
  }

  public Path directory() {
    return directory;
  }

  public Server server() {
    return server;
  }

  /** Ends it without saving and without looking for leaks, as a crash would. */
  public void abandon() {
    server.close();
    ServerSubprocess.deleteTemporary(directory);
  }

  @Override
  public void close() {
    try {
      server.assertNoLeaks();
    } finally {
      abandon();
    }
  }
}
