package dev.redwing.bench;

import com.sun.management.ThreadMXBean;
import dev.redwing.dataplane.config.CommandLine;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.config.ConfigFileException;
import dev.redwing.dataplane.config.ConfigLoader;
import dev.redwing.dataplane.server.ConfigFilesOnDisk;
import dev.redwing.dataplane.server.Environment;
import dev.redwing.dataplane.server.Logging;
import dev.redwing.dataplane.server.Server;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Our server in this process, so that one can see what its loop's thread allocates. */
final class ServerInProcess implements AutoCloseable {
  private static final String LOOP_THREAD = "redwing-loop";

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Path directory;
  private final Server server;
  private final long loopThreadId;

  private ServerInProcess(Path directory, Server server) {
    this.directory = directory;
    this.server = server;
    loopThreadId = loopThreadId();
  }

  static ServerInProcess start(String transport) throws IOException {
    Path directory = Files.createTempDirectory("redwing-bench-allocation");
    Environment environment = Environment.real();
    Config config = config(directory, transport, environment);
    Logging.start(config, () -> false);
    Server server = new Server(config, environment, () -> {}, () -> {});
    server.start();
    return new ServerInProcess(directory, server);
  }

  private static Config config(Path directory, String transport, Environment environment)
      throws IOException {
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
            "--save",
            "",
            "--redwing-transport",
            transport);
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

  private long loopThreadId() {
    for (ThreadInfo thread : threads.dumpAllThreads(false, false, 0)) {
      if (thread.getThreadName().startsWith(LOOP_THREAD)) {
        return thread.getThreadId();
      }
    }
    throw new IllegalStateException("there is no thread " + LOOP_THREAD);
  }

  Target target() {
    return new Target("redwing", server.port());
  }

  /** What the loop's thread has allocated on the heap since it began. */
  long allocatedBytes() {
    return threads.getThreadAllocatedBytes(loopThreadId);
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
