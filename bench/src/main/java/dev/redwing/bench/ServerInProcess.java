package dev.redwing.bench;

import dev.redwing.dataplane.config.CommandLine;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.config.ConfigFileException;
import dev.redwing.dataplane.config.ConfigLoader;
import dev.redwing.dataplane.server.ConfigFilesOnDisk;
import dev.redwing.dataplane.server.Environment;
import dev.redwing.dataplane.server.Logging;
import dev.redwing.dataplane.server.Server;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Our server in this process, so that a profiler sees what it does. */
final class ServerInProcess implements AutoCloseable {
  private final Path directory;
  private final Server server;

  private ServerInProcess(Path directory, Server server) {
    this.directory = directory;
    this.server = server;
  }

  static ServerInProcess start() throws IOException {
    Path directory = Files.createTempDirectory("redwing-bench-jmh");
    Environment environment = Environment.real();
    Config config = config(directory, environment);
    Logging.start(config, () -> false);
    Server server = new Server(config, environment, () -> {}, () -> {});
    server.start();
    return new ServerInProcess(directory, server);
  }

  private static Config config(Path directory, Environment environment) throws IOException {
    List<String> words =
        List.of(
            "--port",
            Integer.toString(freePort()),
            "--bind",
            "127.0.0.1",
            "--dir",
            directory.toString(),
            "--logfile",
            "server.log",
            "--enable-debug-command",
            "yes",
            "--save",
            "");
    try {
      return ConfigLoader.load(
          CommandLine.parse(words),
          new ConfigFilesOnDisk(environment.files(), Path.of("")),
          () -> "",
          name -> true);
    } catch (ConfigFileException e) {
      throw new IOException(e.report(), e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  Server server() {
    return server;
  }

  @Override
  public void close() throws IOException {
    server.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
