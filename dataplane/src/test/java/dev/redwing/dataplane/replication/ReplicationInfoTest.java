package dev.redwing.dataplane.replication;

import static dev.redwing.dataplane.replication.Replicas.await;
import static dev.redwing.dataplane.replication.Replicas.awaitSame;
import static dev.redwing.dataplane.replication.Replicas.awaitUp;
import static dev.redwing.dataplane.replication.Replicas.field;
import static dev.redwing.dataplane.replication.Replicas.follow;
import static dev.redwing.dataplane.replication.Replicas.info;
import static dev.redwing.dataplane.replication.Replicas.set;
import static dev.redwing.dataplane.replication.Replicas.text;

import dev.redwing.dataplane.testing.RunningServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** INFO replication and ROLE in every situation: names, order, and all values that can be equal. */
class ReplicationInfoTest {
  /** The fields in order, what differs from one run to the next replaced by its form. */
  private static List<String> comparable(RunningServer server) {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, String> field : info(server, "replication").entrySet()) {
      String value =
          field
              .getValue()
              .replaceAll("(?!0{40})[0-9a-f]{40}", "<id>")
              .replaceAll("port=[0-9]+", "port=<port>");
      lines.add(field.getKey() + ":" + (field.getKey().equals("master_port") ? "<port>" : value));
    }
    return lines;
  }

  private static String role(RunningServer server) {
    return text(server, "ROLE").replaceAll("127.0.0.1, [0-9]+", "127.0.0.1, <port>");
  }

  @Test
  void ofAFreshMaster() {
    Product.compare(
        kind -> {
          try (RunningServer server = kind.start()) {
            return List.of(comparable(server), role(server));
          }
        });
  }

  @Test
  void ofAMasterWithTwoReplicasAndOfTheReplicas() {
    Product.compare(
        kind -> {
          try (RunningServer master =
                  kind.start("--min-replicas-to-write", "1", "--repl-ping-replica-period", "1000");
              RunningServer first = kind.start();
              RunningServer second = kind.start()) {
            follow(first, master);
            awaitUp(first);
            follow(second, master);
            awaitSame(master, first);
            awaitSame(master, second);
            text(master, "SET", "key", "v".repeat(20_000));
            awaitSame(master, first);
            awaitSame(master, second);
            List<String> all = new ArrayList<>();
            await("all acknowledged, at rest", () -> takeAll(master, first, all));
            return all;
          }
        });
  }

  /** What both say, if all of it is about the same offset; a PING may come at any time. */
  private static boolean takeAll(RunningServer master, RunningServer replica, List<String> all) {
    String offset = field(master, "master_repl_offset");
    all.clear();
    all.addAll(comparable(master));
    all.addAll(comparable(replica));
    all.add(role(master));
    all.add(role(replica));
    all.replaceAll(line -> line.replaceAll("\\b" + offset + "\\b", "<offset>"));
    all.replaceAll(line -> line.replaceAll("lag=[01]$", "lag=<up to 1>"));
    all.replaceAll(line -> line.replaceAll("io_seconds_ago:[0-9]$", "io_seconds_ago:<few>"));
    String text = all.toString();
    return text.split("offset=<offset>,lag=<up to 1>", -1).length == 3
        && text.contains("min_slaves_good_slaves:2")
        && text.split("repl_offset:<offset>", -1).length == 5
        && text.split(" <offset>\\]", -1).length == 4
        && offset.equals(field(master, "master_repl_offset"));
  }

  @Test
  void ofAReplicaWhoseMasterIsNotThere() {
    int nobody = RunningServer.freePort();
    Product.compare(
        kind -> {
          try (RunningServer replica = kind.start("--replicaof", "127.0.0.1 " + nobody)) {
            return comparable(replica);
          }
        });
  }

  @Test
  void ofAMasterThatBecameAReplicaWithoutALink() {
    int nobody = RunningServer.freePort();
    Product.compare(
        kind -> {
          try (RunningServer replica = kind.start()) {
            text(replica, "SET", "key", "value");
            follow(replica, nobody);
            return comparable(replica);
          }
        });
  }

  @Test
  void ofAReplicaThatLostItsMasterAndOfOneThatIsPromoted() {
    Product.compare(
        kind -> {
          try (RunningServer master = kind.start("--repl-ping-replica-period", "1000");
              RunningServer replica = kind.start();
              Relay relay = Relay.to(master)) {
            follow(replica, relay.port());
            awaitSame(master, replica);
            // Makes the offset a number that is nothing else.
            text(master, "SET", "key", "v".repeat(20_000));
            awaitSame(master, replica);
            long offset = Replicas.number(master, "master_repl_offset");
            relay.breakAfter(0);
            relay.cut();
            Replicas.awaitDown(replica);
            List<List<String>> all = new ArrayList<>();
            all.add(comparable(replica));
            text(replica, "REPLICAOF", "NO", "ONE");
            all.add(comparable(replica));
            return all.stream()
                .map(
                    lines ->
                        lines.stream()
                            .map(line -> line.replaceAll(":" + offset + "$", ":<offset>"))
                            .map(line -> line.replaceAll(":" + (offset + 1) + "$", ":<next>"))
                            .map(line -> line.replaceAll("since_seconds:[0-5]$", "since:<few>"))
                            .toList())
                .toList();
          }
        });
  }

  /** A master of the test's that sends a part of a snapshot and stops. */
  @Test
  void ofAReplicaInTheMiddleOfASync() {
    for (String header : List.of("$1000\r\n", "$EOF:" + "e".repeat(40) + "\r\n", "")) {
      Product.compare(
          kind -> {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunningServer replica = kind.start()) {
              follow(replica, socket.getLocalPort());
              try (Socket connection = socket.accept()) {
                halfASync(connection, header);
                await("bytes", () -> hasRead(replica, header.isEmpty() ? "-1" : "250"));
                List<String> all = new ArrayList<>(comparable(replica));
                all.add(role(replica));
                return all;
              }
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
    }
  }

  private static boolean hasRead(RunningServer replica, String bytes) {
    Map<String, String> fields = info(replica, "replication");
    return bytes.equals("-1")
        ? "-1".equals(fields.get("master_sync_total_bytes"))
        : bytes.equals(fields.get("master_sync_read_bytes"));
  }

  private static void halfASync(Socket connection, String header) throws IOException {
    BrokenMaster.answerHandshake(connection);
    String sync = "+FULLRESYNC " + "a".repeat(40) + " 7\r\n" + header;
    String body = header.isEmpty() ? "" : "x".repeat(250);
    BrokenMaster.send(connection, sync + body);
  }

  @Test
  void changedDirectivesShowAtOnce() {
    Product.compare(
        kind -> {
          try (RunningServer server = kind.start()) {
            set(server, "min-replicas-to-write", "2");
            set(server, "repl-backlog-size", "5000");
            return comparable(server);
          }
        });
  }
}
