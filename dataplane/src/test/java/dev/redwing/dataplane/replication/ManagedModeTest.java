package dev.redwing.dataplane.replication;

import static dev.redwing.dataplane.replication.Replicas.assertSameData;
import static dev.redwing.dataplane.replication.Replicas.await;
import static dev.redwing.dataplane.replication.Replicas.awaitFirstAof;
import static dev.redwing.dataplane.replication.Replicas.awaitSame;
import static dev.redwing.dataplane.replication.Replicas.field;
import static dev.redwing.dataplane.replication.Replicas.run;
import static dev.redwing.dataplane.replication.Replicas.stat;
import static dev.redwing.dataplane.replication.Replicas.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import dev.redwing.dataplane.testing.ServerProcess;
import dev.redwing.dataplane.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that get their roles from an operator. */
class ManagedModeTest {
  private static final String[] MANAGED = {
    "--redwing-managed", "yes", "--repl-diskless-sync-delay", "0", "--appendonly", "yes"
  };

  private static Map<String, String> status(RunningServer server) {
    Map<String, String> status = new HashMap<>();
    if (Replicas.call(server, "REDWING", "STATUS") instanceof Reply.Aggregate(var _, var all)) {
      for (int i = 0; i < all.size(); i += 2) {
        status.put(RespClient.textOf(all.get(i)), RespClient.textOf(all.get(i + 1)));
      }
    }
    return status;
  }

  private static String master(RunningServer server, long term) {
    return text(server, "REDWING", "ASSIGN", "MASTER", Long.toString(term));
  }

  private static String replica(RunningServer server, RunningServer master, long term) {
    return text(
        server,
        "REDWING",
        "ASSIGN",
        "REPLICA",
        "127.0.0.1",
        Integer.toString(master.port()),
        Long.toString(term));
  }

  @Test
  void startsUnassignedAndTakesNoWrites() {
    try (TestServer server = TestServer.start(MANAGED)) {
      assertThat(status(server)).containsEntry("role", "unassigned").containsEntry("term", "0");
      assertThat(run(server, "SET a 1;GET a;PING;REPLICAOF NO ONE;REPLICAOF 127.0.0.1 1;SYNC"))
          .containsExactly(
              "SET a 1: -READONLY You can't write against a read only replica.",
              "GET a: (nil)",
              "PING: PONG",
              "REPLICAOF NO ONE: -ERR REPLICAOF is not allowed with 'redwing-managed yes': the"
                  + " operator assigns the roles",
              "REPLICAOF 127.0.0.1 1: -ERR REPLICAOF is not allowed with 'redwing-managed yes':"
                  + " the operator assigns the roles",
              "SYNC: -NOMASTERLINK Can't SYNC while not connected with my master");

      assertThat(master(server, 1)).isEqualTo("OK");

      assertThat(status(server)).containsEntry("role", "master").containsEntry("term", "1");
      assertThat(text(server, "SET", "a", "1")).isEqualTo("OK");
    }
  }

  @Test
  void ordersOfOlderTermsAreRefusedAlsoAfterARestart(@TempDir Path directory) {
    TestServer first = TestServer.start(directory, MANAGED);
    String id = status(first).getOrDefault("node-id", "");
    assertThat(master(first, 5)).isEqualTo("OK");
    assertThat(text(first, "SET", "a", "1")).isEqualTo("OK");
    assertThat(master(first, 4)).isEqualTo("-STALETERM this node is in term 5, refused 4");
    first.abandon();
    try (TestServer server = TestServer.start(directory, MANAGED)) {
      assertThat(status(server))
          .containsEntry("node-id", id)
          .containsEntry("role", "unassigned")
          .containsEntry("term", "5")
          .containsEntry("keys", "1");
      assertThat(master(server, 4)).isEqualTo("-STALETERM this node is in term 5, refused 4");
      assertThat(text(server, "REDWING", "RELEASE", "4"))
          .isEqualTo("-STALETERM this node is in term 5, refused 4");
      assertThat(master(server, 6)).isEqualTo("OK");
      assertThat(text(server, "GET", "a")).isEqualTo("1");
    }
  }

  @Test
  void aReplicaKeepsItsDataFromAMasterThatHasLostThem() {
    try (TestServer replica = TestServer.start(MANAGED)) {
      String port = Integer.toString(RunningServer.freePort());
      List<String> words = new java.util.ArrayList<>(List.of(MANAGED));
      words.addAll(List.of("--port", port));
      String[] samePort = words.toArray(String[]::new);
      try (TestServer master = TestServer.start(samePort)) {
        master(master, 1);
        text(master, "SET", "precious", "data");
        assertThat(replica(replica, master, 1)).isEqualTo("OK");
        awaitSame(master, replica);
      }
      // It comes back with nothing; the order of the same term is a mistake the node must bear.
      try (TestServer master = TestServer.start(samePort)) {
        assertThat(master(master, 1)).isEqualTo("OK");
        await("an attempt", () -> stat(master, "sync_full") >= 1);
        await("another", () -> stat(master, "sync_full") >= 2);
        assertThat(text(replica, "GET", "precious")).isEqualTo("data");
        assertThat(status(replica)).containsEntry("link", "down");

        // A newer term is the word of somebody who knows.
        assertThat(master(master, 2)).isEqualTo("OK");
        assertThat(replica(replica, master, 2)).isEqualTo("OK");
        awaitSame(master, replica);
        assertThat(text(replica, "DBSIZE")).isEqualTo("0");
      }
    }
  }

  @Test
  void aFailoverMovesTheRolesWithoutAFullSync() {
    try (TestServer a = TestServer.start(MANAGED);
        TestServer b = TestServer.start(MANAGED);
        TestServer c = TestServer.start(MANAGED)) {
      master(a, 1);
      replica(b, a, 1);
      replica(c, a, 1);
      text(a, "SET", "key", "1");
      awaitSame(a, b);
      awaitSame(a, c);

      assertThat(text(a, "REDWING", "RELEASE", "2")).isEqualTo("OK");
      assertThat(text(a, "SET", "key", "2")).startsWith("-READONLY");
      assertThat(master(b, 2)).isEqualTo("OK");
      replica(c, b, 2);
      replica(a, b, 2);

      text(b, "SET", "key", "3");
      awaitSame(b, c);
      awaitSame(b, a);
      assertThat(text(a, "GET", "key")).isEqualTo("3");
      assertThat(stat(b, "sync_full")).isZero();
      assertThat(stat(b, "sync_partial_ok")).isEqualTo(2);
      assertThat(status(a)).containsEntry("role", "replica").containsEntry("term", "2");
    }
  }

  /** The AOF does not say where the stream was; node.conf does, with the stream's database. */
  @Test
  void anOrderlyRestartOfAReplicaIsAPartialSyncInTheSameDatabase(@TempDir Path directory) {
    try (TestServer master = TestServer.start(MANAGED);
        RespClient writer = master.client()) {
      master(master, 1);
      try (ServerProcess replica = ServerProcess.start(directory, MANAGED)) {
        replica(replica, master, 1);
        awaitSame(master, replica);
        writer.call("SELECT", "3");
        writer.call("SET", "key", "1");
        awaitSame(master, replica);
        awaitFirstAof(replica);
        assertThat(replica.terminate()).isZero();
      }
      writer.call("INCR", "key");
      try (TestServer replica = TestServer.start(directory, MANAGED)) {
        replica(replica, master, 1);
        awaitSame(master, replica);
        assertSameData(master, replica, "restarted");
        assertThat(stat(master, "sync_full")).isEqualTo(1);
      }
    }
  }

  @Test
  void halfASnapshotIsNoHistory() throws IOException {
    try (TestServer master = TestServer.start(MANAGED);
        TestServer replica = TestServer.start(MANAGED);
        BrokenMaster broken = BrokenMaster.start()) {
      master(master, 1);
      text(master, "SET", "key", "v".repeat(1000));
      replica(replica, master, 1);
      awaitSame(master, replica);

      String port = Integer.toString(broken.port());
      text(replica, "REDWING", "ASSIGN", "REPLICA", "127.0.0.1", port, "2");
      await("two attempts", () -> broken.snapshotsSent() >= 2);

      assertThat(status(replica)).containsEntry("offset", "0").containsEntry("keys", "0");
      assertThat(field(replica, "repl_backlog_active")).isEqualTo("0");
      assertThat(replica(replica, master, 3)).isEqualTo("OK");
      awaitSame(master, replica);
      assertThat(text(replica, "STRLEN", "key")).isEqualTo("1000");
    }
  }
}
