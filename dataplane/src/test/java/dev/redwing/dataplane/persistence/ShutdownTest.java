package dev.redwing.dataplane.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import dev.redwing.dataplane.testing.ServerProcess;
import dev.redwing.dataplane.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How our process ends: by signals and by SHUTDOWN, with and without its data on the disk. */
final class ShutdownTest {
  private static final String REFUSED = "-ERR Errors trying to SHUTDOWN. Check logs.";

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource("TERM, 3600 1, true")
  void aSignalEndsItInOrder(String signal, String save, boolean saved) throws Exception {
    Path pidFile = directory.resolve("server.pid");
    try (ServerProcess server =
        ServerProcess.start(directory, "--save", save, "--pidfile", "server.pid")) {
      assertThat(pidFile).hasContent(server.handle().pid() + "\n");
      set(server, "a", "1");
      server.signal(signal);
      assertThat(server.awaitExit()).isZero();
      assertThat(server.log())
          .contains("Received SIG" + signal + " scheduling shutdown...")
          .contains("User requested shutdown...")
          .contains("Removing the pid file.")
          .contains("is now ready to exit, bye bye...");
      assertThat(server.log().contains("Saving the final RDB snapshot before exiting."))
          .isEqualTo(saved);
    }
    assertThat(pidFile).doesNotExist();
    assertThat(Files.exists(directory.resolve("dump.rdb"))).isEqualTo(saved);
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({"INT, 3600 1, true", "TERM, '', false", "INT, '', false"})
  void anySignalEndsItInOrder(String signal, String save, boolean saved) throws Exception {
    aSignalEndsItInOrder(signal, save, saved);
  }

  @Test
  void signalsDoWhatTheConfigurationSays() throws Exception {
    try (ServerProcess server =
        ServerProcess.start(
            directory,
            "--save",
            "3600 1",
            "--shutdown-on-sigint",
            "nosave now",
            "--appendonly",
            "yes")) {
      set(server, "a", "1");
      server.signal("INT");
      assertThat(server.awaitExit()).isZero();
      assertThat(server.log()).contains("Calling fsync() on the AOF file.");
    }
    assertThat(directory.resolve("dump.rdb")).doesNotExist();
  }

  /** As redis-server does, see {@link #theReferenceStaysToo}. */
  @Test
  void itStaysWhenItsDataCannotBeSaved() throws Exception {
    Path gone = Files.createDirectory(directory.resolve("gone"));
    try (ServerProcess server = ServerProcess.start(gone, "--save", "3600 1")) {
      set(server, "a", "1");
      Files.delete(gone);
      staysThenGoes(server);
      server.signal("TERM");
      awaitLog(server, "Errors trying to shut down the server.", 2);
      try (RespClient client = server.client()) {
        assertThat(client.text("GET", "a")).isEqualTo("1");
        client.send("SHUTDOWN", "FORCE");
        assertThat(client.readUntilClosed()).isEmpty();
      }
      assertThat(server.awaitExit()).isZero();
      assertThat(server.log()).contains("Error trying to save the DB. Exit anyway.");
    }
  }

  @Test
  void theReferenceStaysToo() throws Exception {
    Path gone = Files.createDirectory(directory.resolve("gone"));
    try (ReferenceServer server = ReferenceServer.start("redis-server", gone, "--save", "3600 1")) {
      set(server, "a", "1");
      Files.delete(gone);
      staysThenGoes(server);
    }
  }

  private static void staysThenGoes(RunningServer server) {
    try (RespClient client = server.client()) {
      assertThat(client.text("SHUTDOWN")).isEqualTo(REFUSED);
      assertThat(client.text("SAVE")).isEqualTo("-ERR");
      assertThat(client.text("SET", "b", "a failed SAVE forbids nothing")).isEqualTo("OK");
    }
  }

  @ParameterizedTest
  @CsvSource("NOSAVE, 3600 1, false")
  void shutdownSavesAsItIsTold(String option, String save, boolean saved) throws Exception {
    try (ServerProcess server = ServerProcess.start(directory, "--save", save)) {
      set(server, "a", "1");
      try (RespClient client = server.client()) {
        client.send(
            option.isEmpty() ? new String[] {"SHUTDOWN"} : new String[] {"SHUTDOWN", option});
        assertThat(client.readUntilClosed()).isEmpty();
      }
      assertThat(server.awaitExit()).isZero();
    }
    assertThat(Files.exists(directory.resolve("dump.rdb"))).isEqualTo(saved);
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({
    "SAVE, '', true",
    "NOW, 3600 1, true",
    "'', 3600 1, true",
    "'', '', false",
    "FORCE, 3600 1, true"
  })
  void shutdownSavesByItsSavePoints(String option, String save, boolean saved) throws Exception {
    shutdownSavesAsItIsTold(option, save, saved);
  }

  @Test
  void itWaitsForALaggingReplicaUntilItIsAborted() throws Exception {
    try (ServerProcess server = ServerProcess.start(directory, "--repl-diskless-sync-delay", "0");
        RespClient replica = server.client();
        RespClient asking = server.client();
        RespClient other = server.client()) {
      // A replica that acknowledges once, to be online, and then no more.
      replica.send("PSYNC", "?", "-1");
      Awaitility.await().until(() -> other.text("INFO", "replication").contains("state=online"));
      set(server, "a", "1");
      asking.send("SHUTDOWN");
      awaitLog(server, "Waiting for replicas before shutting down.", 1);
      other.send("SET", "b", "waits");
      assertThat(serverAnswers(server)).isTrue();
      try (RespClient third = server.client()) {
        assertThat(third.text("SHUTDOWN", "ABORT")).isEqualTo("OK");
        assertThat(third.text("SHUTDOWN", "ABORT")).isEqualTo("-ERR No shutdown in progress.");
      }
      assertThat(RespClient.textOf(asking.read())).isEqualTo(REFUSED);
      assertThat(RespClient.textOf(other.read())).isEqualTo("OK");
      other.text("CONFIG", "SET", "shutdown-timeout", "1");
      long began = System.nanoTime();
      other.send("SHUTDOWN");
      assertThat(other.readUntilClosed()).isEmpty();
      assertThat(server.awaitExit()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(900));
    }
  }

  @Tag("long")
  @Test
  void anInsistingSecondSigintEndsItAtOnce() throws Exception {
    try (ServerProcess server = ServerProcess.start(directory, "--repl-diskless-sync-delay", "0");
        RespClient replica = server.client();
        RespClient client = server.client()) {
      replica.send("PSYNC", "?", "-1");
      Awaitility.await().until(() -> client.text("INFO", "replication").contains("state=online"));
      set(server, "a", "1");
      server.signal("INT");
      awaitLog(server, "Waiting for replicas before shutting down.", 1);
      server.signal("INT");
      assertThat(server.awaitExit()).isEqualTo(1);
      assertThat(server.log()).contains("You insist... exiting now.");
    }
  }

  @Test
  void aPidFileThatCannotBeWrittenStopsNothing() {
    try (TestServer server = TestServer.start(directory, "--pidfile", "absent/server.pid")) {
      assertThat(serverAnswers(server)).isTrue();
    }
    assertThat(directory).isEmptyDirectory();
  }

  private static boolean serverAnswers(RunningServer server) {
    try (RespClient client = server.client()) {
      return client.text("PING").equals("PONG");
    }
  }

  private static void set(RunningServer server, String key, String value) {
    try (RespClient client = server.client()) {
      assertThat(client.text("SET", key, value)).isEqualTo("OK");
    }
  }

  private static void awaitLog(ServerProcess server, String text, int times) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> server.log().split(text, -1).length > times);
  }
}
