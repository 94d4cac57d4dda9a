package dev.redwing.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.ManualClock;
import dev.redwing.dataplane.env.ManualTimers;
import dev.redwing.dataplane.testing.EndedProcess;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import dev.redwing.dataplane.testing.ServerProcess;
import dev.redwing.dataplane.testing.TestServer;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directives that nothing else would notice to be without effect. */
final class DirectivesTakeEffectTest {
  @TempDir private Path directory;

  @Test
  void maxmemoryClientsClosesTheLargest() {
    try (TestServer server = TestServer.start()) {
      clientsAreEvicted(server);
    }
    try (ReferenceServer server = ReferenceServer.start()) {
      clientsAreEvicted(server);
    }
  }

  private static void clientsAreEvicted(RunningServer server) {
    String most = "*2\r\n$4\r\nECHO\r\n$10000000\r\n" + "x".repeat(9_900_000);
    try (RespClient large = server.client();
        RespClient spared = server.client();
        RespClient small = server.client();
        RespClient client = server.client()) {
      assertThat(client.text("CLIENT", "NO-EVICT", "on")).isEqualTo("OK");
      assertThat(spared.text("CLIENT", "NO-EVICT", "on")).isEqualTo("OK");
      large.sendRaw(most);
      awaitLargeRequests(client, 1);
      assertThat(client.text("CONFIG", "SET", "maxmemory-clients", "5mb")).isEqualTo("OK");
      assertThat(large.readUntilClosed()).isEmpty();
      Awaitility.await()
          .until(() -> client.text("INFO", "stats").contains("evicted_clients:1\r\n"));
      assertThat(small.text("PING")).as("the others are below the limit now").isEqualTo("PONG");
      spared.sendRaw(most);
      assertThat(small.readUntilClosed()).as("what is spared is counted all the same").isEmpty();
      spared.sendRaw("x".repeat(100_000) + "\r\n");
      assertThat(RespClient.textOf(spared.read())).hasSize(10_000_000);
      client.text("CONFIG", "SET", "maxmemory-clients", "50%");
      assertThat(client.text("PING")).as("half of no limit is no limit").isEqualTo("PONG");
    }
  }

  private static void awaitLargeRequests(RespClient client, int count) {
    Awaitility.await()
        .until(() -> client.text("CLIENT", "LIST").split("qbuf=99\\d{5}", -1).length == count + 1);
  }

  @Test
  void dynamicHzGrowsWithTheClients() throws Exception {
    Config config = Config.defaults();
    ManualClock clock = new ManualClock(0);
    int[] clients = {2000};
    Cron cron = new Cron(config, clock, new ManualTimers(clock), () -> clients[0]);
    assertThat(cron.hz()).isEqualTo(10);
    clients[0] = 10_000;
    assertThat(cron.hz()).isEqualTo(80);
    clients[0] = 1_000_000;
    assertThat(cron.hz()).isEqualTo(500);
    config.set("dynamic-hz", "no");
    assertThat(cron.hz()).isEqualTo(10);
  }

  @Test
  void anErrorInAnAofIsCountedAndMayEndTheStart() throws Exception {
    String[] aof = {"--appendonly", "yes"};
    try (TestServer server = TestServer.start(directory, aof);
        RespClient client = server.client()) {
      client.text("SET", "a", "no number");
    }
    Files.writeString(
        directory.resolve("appendonlydir/appendonly.aof.1.incr.aof"),
        "*2\r\n$4\r\nINCR\r\n$1\r\na\r\n",
        StandardOpenOption.APPEND);
    try (TestServer server = TestServer.start(directory, aof)) {
      assertThat(unexpectedErrors(server)).isTrue();
    }
    EndedProcess panicked =
        ServerProcess.startInVain(
            directory, "--appendonly", "yes", "--propagation-error-behavior", "panic");
    assertThat(panicked.exitCode()).isEqualTo(1);
    assertThat(panicked.output())
        .contains("== CRITICAL == This server is sending an error to its AOF-loading-client")
        .contains("propagation-error-behavior is panic. Exiting...");
    try (ReferenceServer server = ReferenceServer.start(directory, aof)) {
      assertThat(unexpectedErrors(server)).isTrue();
    }
  }

  private static boolean unexpectedErrors(RunningServer server) {
    try (RespClient client = server.client()) {
      return client.text("INFO", "stats").contains("unexpected_error_replies:1\r\n");
    }
  }

  @Test
  void aReplicaThatCannotWriteToItsDiskEndsUnlessToldOtherwise() throws Exception {
    try (TestServer master = TestServer.start("--repl-diskless-sync-delay", "0")) {
      Path gone = Files.createDirectory(directory.resolve("ours"));
      try (ServerProcess replica = ServerProcess.start(gone, follow(master))) {
        endsWithoutDisk(master, replica, gone, () -> !replica.handle().isAlive());
        assertThat(replica.awaitExit()).isEqualTo(1);
        assertThat(replica.log()).contains("Replica was unable to write command to disk.");
      }
      Path theirs = Files.createDirectory(directory.resolve("theirs"));
      try (ReferenceServer replica =
          ReferenceServer.start("redis-server", theirs, follow(master))) {
        endsWithoutDisk(
            master, replica, theirs, () -> replica.log().contains("unable to write command"));
      }
    }
  }

  private static String[] follow(TestServer master) {
    return new String[] {
      "--replicaof",
      "127.0.0.1 " + master.port(),
      "--replica-ignore-disk-write-errors",
      "yes",
      "--save",
      "3600 1"
    };
  }

  private static void endsWithoutDisk(
      RunningServer master, RunningServer replica, Path disk, BooleanSupplier ended)
      throws Exception {
    try (RespClient writer = master.client();
        RespClient client = replica.client()) {
      Awaitility.await()
          .until(() -> client.text("INFO", "replication").contains("master_link_status:up"));
      for (String file : disk.toFile().list()) {
        Files.delete(disk.resolve(file));
      }
      Files.delete(disk);
      client.text("BGSAVE");
      Awaitility.await()
          .until(() -> client.text("INFO", "persistence").contains("rdb_last_bgsave_status:err"));
      assertThat(writer.text("SET", "a", replica.toString())).isEqualTo("OK");
      Awaitility.await().until(() -> client.text("GET", "a").equals(replica.toString()));
      assertThat(client.text("CONFIG", "SET", "replica-ignore-disk-write-errors", "no"))
          .isEqualTo("OK");
      writer.text("SET", "a", "too much");
      Awaitility.await().until(ended::getAsBoolean);
    } catch (UncheckedIOException gone) {
      throw new AssertionError("ended too early", gone);
    }
  }
}
