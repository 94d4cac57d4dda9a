package dev.redwing.dataplane.replication;

import static dev.redwing.dataplane.replication.Replicas.assertSameData;
import static dev.redwing.dataplane.replication.Replicas.await;
import static dev.redwing.dataplane.replication.Replicas.awaitDown;
import static dev.redwing.dataplane.replication.Replicas.awaitSame;
import static dev.redwing.dataplane.replication.Replicas.awaitUp;
import static dev.redwing.dataplane.replication.Replicas.field;
import static dev.redwing.dataplane.replication.Replicas.follow;
import static dev.redwing.dataplane.replication.Replicas.stat;
import static dev.redwing.dataplane.replication.Replicas.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.replication.Product.Pair;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import dev.redwing.dataplane.testing.ServerProcess;
import dev.redwing.dataplane.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link to a master that comes and goes. */
class MasterLinkTest {
  @Test
  void theConfigurationNamesTheMaster(@TempDir Path directory) throws IOException {
    try (RunningServer master = Product.REDIS.start()) {
      text(master, "SET", "key", "value");
      Path file = directory.resolve("redis.conf");
      Files.writeString(file, "slaveof 127.0.0.1 " + master.port() + "\n");
      try (TestServer replica = TestServer.start(directory, "--include", file.toString())) {
        awaitSame(master, replica);
        assertThat(text(replica, "GET", "key")).isEqualTo("value");
        assertThat(text(replica, "CONFIG", "GET", "slaveof"))
            .isEqualTo("[slaveof, 127.0.0.1 " + master.port() + "]");
      }
    }
  }

  /** Nobody is there at first, then a master, then nobody, then another one at the same address. */
  @Test
  void itComesBackToTheSameAddressForEver() {
    String port = Integer.toString(RunningServer.freePort());
    try (TestServer replica = TestServer.start("--replicaof", "localhost " + port)) {
      awaitDown(replica);
      try (TestServer master =
          TestServer.start("--port", port, "--repl-diskless-sync-delay", "0")) {
        text(master, "SET", "life", "first");
        awaitSame(master, replica);
        assertThat(text(replica, "GET", "life")).isEqualTo("first");
      }
      awaitDown(replica);
      // What it has is served meanwhile.
      assertThat(text(replica, "GET", "life")).isEqualTo("first");
      try (TestServer master =
          TestServer.start("--port", port, "--repl-diskless-sync-delay", "0")) {
        text(master, "SET", "life", "second");
        awaitSame(master, replica);
        await("new data", () -> text(replica, "GET", "life").equals("second"));
      }
    }
  }

  @Test
  void silenceForReplTimeoutBreaksTheLinkOnBothSides() {
    silenceBreaksTheLink(new Pair(Product.OURS, Product.OURS));
  }

  static void silenceBreaksTheLink(Pair pair) {
    try (RunningServer master = pair.master().start("--repl-timeout", "2");
        RunningServer replica = pair.replica().start("--repl-timeout", "2");
        Relay relay = Relay.to(master)) {
      // Below the time-out, so that the link stays up while it works.
      text(master, "CONFIG", "SET", "repl-ping-replica-period", "1");
      follow(replica, relay.port());
      awaitSame(master, replica);
      int before = relay.accepted();

      relay.setSilent(true);

      await("the master gives up", () -> field(master, "connected_slaves").equals("0"));
      await("the replica tries anew", () -> relay.accepted() > before);
      assertThat(field(replica, "master_link_status")).isEqualTo("down");
      text(master, "SET", "key", "value");
      relay.setSilent(false);
      relay.cut();
      awaitSame(master, replica);
      assertThat(stat(master, "sync_full")).isEqualTo(1);
    }
  }

  /** The old data stay until the whole snapshot is here. */
  @Test
  void aFullSyncThatBreaksInTheMiddleIsTriedAgain() {
    brokenFullSyncIsTriedAgain(Product.OURS);
    brokenFullSyncIsTriedAgain(Product.REDIS);
  }

  static void brokenFullSyncIsTriedAgain(Product kind) {
    for (String diskless : List.of("yes", "no")) {
      try (RunningServer master = kind.start("--repl-diskless-sync", diskless);
          RunningServer replica = Product.OURS.start();
          Relay relay = Relay.to(master)) {
        try (RespClient client = master.client()) {
          for (int i = 0; i < 200; i++) {
            client.call("SET", "key:" + i, Integer.toString(i, 36).repeat(2000));
          }
          client.call("CONFIG", "SET", "rdbcompression", "no");
        }
        text(replica, "SET", "old", "data");
        relay.breakAfter(200_000);
        follow(replica, relay.port());
        await("three attempts", () -> relay.accepted() >= 3);
        assertThat(text(replica, "GET", "old")).isEqualTo("data");
        assertThat(text(replica, "DBSIZE")).isEqualTo("1");
        assertThat(field(replica, "master_link_status")).isEqualTo("down");

        relay.breakAfter(Long.MAX_VALUE);

        awaitSame(master, replica);
        assertSameData(master, replica, "after the break, diskless " + diskless);
      }
    }
  }

  /** A snapshot that does not load leaves nothing to continue from, as in Redis. */
  @Test
  void whoIsPromotedWithHalfASnapshotHasNoHistory() throws IOException {
    try (RunningServer replica = Product.OURS.start();
        RunningServer sub = Product.OURS.start();
        RunningServer master = Product.REDIS.start("--repl-ping-replica-period", "1000")) {
      text(master, "SET", "key", "value");
      follow(replica, master);
      awaitSame(master, replica);
      follow(sub, replica);
      awaitSame(replica, sub);
      try (BrokenMaster broken = BrokenMaster.start()) {
        follow(replica, broken.port());
        await("two attempts", () -> broken.snapshotsSent() >= 2);
      }
      assertThat(text(replica, "DBSIZE")).isEqualTo("0");
      assertThat(text(sub, "GET", "key")).isEqualTo("value");

      await("promoted", () -> text(replica, "REPLICAOF", "NO", "ONE").equals("OK"));

      awaitSame(replica, sub);
      assertThat(stat(replica, "sync_partial_ok")).isZero();
      assertThat(stat(replica, "sync_full")).isEqualTo(2);
      assertThat(text(sub, "DBSIZE")).isEqualTo("0");
    }
  }

  @Test
  void aRestartedReplicaGoesOnWhereItsFileEnds(@TempDir Path directory) {
    try (RunningServer master = Product.REDIS.start()) {
      String[] follows = {"--replicaof", "127.0.0.1 " + master.port()};
      try (TestServer replica = TestServer.start(directory, follows)) {
        awaitSame(master, replica);
        run(master, "SELECT 3", "SET before stop");
        awaitSame(master, replica);
        run(replica, "SAVE");
      }
      // One connection: the stream goes on without a SELECT, so the file must say where it was.
      run(master, "SELECT 3", "SET meanwhile 2", "INCR meanwhile");
      try (TestServer replica = TestServer.start(directory, follows)) {
        awaitSame(master, replica);
        assertSameData(master, replica, "restarted");
        assertThat(stat(master, "sync_full")).isEqualTo(1);
        assertThat(stat(master, "sync_partial_ok")).isEqualTo(1);
      }
    }
  }

  /** The same with processes of ours, ended by SHUTDOWN. */
  static void restartedReplicaGoesOn(RunningServer master, Path directory) {
    String replicaof = "127.0.0.1 " + master.port();
    try (ServerProcess replica = ServerProcess.start(directory, "--replicaof", replicaof)) {
      awaitSame(master, replica);
      run(master, "SELECT 3", "SET before stop");
      awaitSame(master, replica);
      end(replica);
    }
    run(master, "SELECT 3", "SET meanwhile 2", "INCR meanwhile");
    try (ServerProcess replica = ServerProcess.start(directory, "--replicaof", replicaof)) {
      awaitSame(master, replica);
      assertSameData(master, replica, "restarted");
      assertThat(stat(master, "sync_full")).isEqualTo(1);
      assertThat(stat(master, "sync_partial_ok")).isEqualTo(1);
      end(replica);
    }
  }

  private static void run(RunningServer server, String... commands) {
    try (RespClient client = server.client()) {
      for (String command : commands) {
        client.call(command.split(" ", -1));
      }
    }
  }

  private static void end(ServerProcess replica) {
    try (RespClient client = replica.client()) {
      client.send("SHUTDOWN", "SAVE");
      assertThat(client.readUntilClosed()).isEmpty();
    }
    await("its end", () -> !replica.handle().isAlive());
  }

  /** The same where the reference is the replica: our offsets and ids mean the same to it. */
  @Test
  void aRestartedRedisGoesOnWithOurStream(@TempDir Path directory) {
    try (RunningServer master = Product.OURS.start()) {
      String[] follows = {"--replicaof", "127.0.0.1 " + master.port()};
      try (ReferenceServer replica = ReferenceServer.start(directory, follows)) {
        awaitSame(master, replica);
        run(master, "SELECT 3", "SET before stop");
        awaitSame(master, replica);
        run(replica, "SAVE");
      }
      run(master, "SELECT 3", "SET meanwhile 2", "INCR meanwhile");
      try (ReferenceServer replica = ReferenceServer.start(directory, follows)) {
        awaitUp(replica);
        awaitSame(master, replica);
        assertSameData(master, replica, "restarted");
        assertThat(stat(master, "sync_full")).isEqualTo(1);
        assertThat(stat(master, "sync_partial_ok")).isEqualTo(1);
      }
    }
  }
}
