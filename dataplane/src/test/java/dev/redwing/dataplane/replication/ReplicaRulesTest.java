package dev.redwing.dataplane.replication;

import static dev.redwing.dataplane.replication.Replicas.await;
import static dev.redwing.dataplane.replication.Replicas.awaitSame;
import static dev.redwing.dataplane.replication.Replicas.awaitUp;
import static dev.redwing.dataplane.replication.Replicas.field;
import static dev.redwing.dataplane.replication.Replicas.follow;
import static dev.redwing.dataplane.replication.Replicas.number;
import static dev.redwing.dataplane.replication.Replicas.run;
import static dev.redwing.dataplane.replication.Replicas.set;
import static dev.redwing.dataplane.replication.Replicas.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.replication.Product.Pair;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What masters and replicas refuse and promise to their clients. */
class ReplicaRulesTest {
  static List<Pair> pairs() {
    return Product.pairs();
  }

  @Test
  void waitCountsReplicasThatHaveAll() {
    Product.compare(
        kind -> {
          List<String> all = new ArrayList<>();
          try (RunningServer master = kind.start();
              RunningServer first = Product.REDIS.start();
              RunningServer second = Product.OURS.start()) {
            all.addAll(run(master, waits(0)));
            follow(first, master);
            Replicas.awaitOnline(master, 1);
            all.addAll(run(master, waits(1)));
            follow(second, master);
            Replicas.awaitOnline(master, 2);
            all.addAll(run(master, waits(2)));
          }
          // What is acknowledged at the moment a transaction asks is a matter of luck.
          return all.stream().map(reply -> reply.replaceFirst("EXEC: \\[OK, .*", "EXEC")).toList();
        });
  }

  /** What all replicas there are can acknowledge, and shortly what they cannot. */
  private static String waits(int replicas) {
    return "WAIT 0 100;SET a 1;WAIT "
        + replicas
        + " 15000;WAIT 3 50;WAIT -1 0;"
        + "MULTI;SET a 2;WAIT 3 0;EXEC;WAIT x 0;WAIT 1 x;WAIT 1 -1;WAIT 1;"
        + "WAIT 1 99999999999999999999";
  }

  @Test
  void waitIsAboutWhatTheClientItselfHasWritten() {
    // Redis 7.0 also takes what others wrote before the last command of the client, a PING say.
    Product.compareWith(
        Product.VALKEY,
        kind -> {
          try (RunningServer master = kind.start("--repl-ping-replica-period", "1000");
              RunningServer replica = Product.OURS.start();
              Relay relay = Relay.to(master);
              RespClient client = master.client()) {
            follow(replica, relay.port());
            Replicas.awaitOnline(master, 1);
            relay.setSilent(true);
            List<String> replies = new ArrayList<>();
            replies.add(client.text("SET", "a", "1"));
            replies.add(client.text("WAIT", "1", "50"));
            replies.addAll(run(master, "WAIT 1 50;PING;WAIT 1 50;GET a;WAIT 1 50"));
            replies.addAll(run(master, "SET a 2;PING;WAIT 1 50;MULTI;WAIT 1 0;EXEC"));
            return replies;
          }
        });
  }

  @Test
  void acknowledgementsComeEachSecondAndLagIsWhatIsMissing() {
    acknowledgementsAndLag(new Pair(Product.OURS, Product.OURS));
  }

  static void acknowledgementsAndLag(Pair pair) {
    try (RunningServer master =
            pair.master().start("--min-replicas-to-write", "1", "--min-replicas-max-lag", "1");
        RunningServer replica = pair.replica().start();
        Relay relay = Relay.to(master)) {
      assertThat(run(master, "SET a 1;GET a;MULTI;SET a 1;EXEC"))
          .containsExactly(
              "SET a 1: -NOREPLICAS Not enough good replicas to write.",
              "GET a: (nil)",
              "MULTI: OK",
              "SET a 1: -NOREPLICAS Not enough good replicas to write.",
              "EXEC: -EXECABORT Transaction discarded because of previous errors.");
      follow(replica, relay.port());
      awaitUp(replica);
      await("good again", () -> text(master, "SET", "a", "2").equals("OK"));
      long offset = number(master, "master_repl_offset");
      await(
          "acknowledged",
          () -> {
            String line = field(master, "slave0");
            return Long.parseLong(line.replaceAll(".*offset=|,lag.*", "")) >= offset;
          });

      relay.setSilent(true);

      await("lag", () -> field(master, "slave0").matches(".*lag=[2-9].*"));
      await("not good", () -> field(master, "min_slaves_good_slaves").equals("0"));
      assertThat(text(master, "SET", "a", "3"))
          .isEqualTo("-NOREPLICAS Not enough good replicas to write.");
    }
  }

  @Test
  void aReplicaRefusesWrites() {
    String script =
        "SET a 1;GET a;MULTI;SET a 1;EXEC;MULTI;GET a;EXEC;DEL a;EXPIRE a 1;FLUSHALL;WAIT 0 0;"
            + "REPLICAOF 127.0.0.1 PORT;REPLICAOF x;REPLICAOF x y;REPLICAOF x 70000;PSYNC x;"
            + "PSYNC x y;CONFIG SET replica-read-only no;SET local 1;GET local;REPLICAOF no one;"
            + "REPLICAOF NO ONE;SET a 2;GET a";
    Product.compare(
        kind -> {
          try (RunningServer master = kind.start();
              RunningServer replica = kind.start()) {
            follow(replica, master);
            awaitSame(master, replica);
            text(master, "SET", "a", "0");
            awaitSame(master, replica);
            String port = Integer.toString(master.port());
            return run(replica, script.replace("PORT", port)).stream()
                .map(reply -> reply.replace(port, "PORT"))
                .toList();
          }
        });
  }

  @Test
  void withoutALinkOldDataAreServedOnlyIfAllowed() {
    int nobody = RunningServer.freePort();
    String script =
        "GET a;SET a 1;PING;INFO x;ROLE x;CONFIG GET replica-serve-stale-data;SELECT 0;MULTI;GET a;"
            + "EXEC;DBSIZE;SYNC;PSYNC ? -1;CLIENT GETNAME;COMMAND COUNT x;ECHO x;WAIT 0 0";
    Product.compare(
        kind -> {
          try (RunningServer replica =
              kind.start(
                  "--replicaof", "127.0.0.1 " + nobody, "--replica-serve-stale-data", "no")) {
            List<String> replies = new ArrayList<>(run(replica, script));
            set(replica, "replica-serve-stale-data", "yes");
            replies.addAll(run(replica, "GET a;SET a 1;SYNC;PSYNC ? -1;REPLICAOF NO ONE;GET a"));
            return replies;
          }
        });
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aPasswordIsNeededAndUsed(Pair pair) {
    try (RunningServer master = pair.master().start("--requirepass", "secret");
        RunningServer replica = pair.replica().start("--masterauth", "wrong");
        RespClient asked = master.client()) {
      assertThat(asked.text("AUTH", "secret")).isEqualTo("OK");
      follow(replica, master);
      await(
          "an attempt that fails",
          () -> asked.text("INFO", "errorstats").contains("errorstat_WRONGPASS:count="));
      assertThat(field(replica, "master_link_status")).isEqualTo("down");
      assertThat(asked.text("INFO", "replication")).contains("connected_slaves:0");

      set(replica, "masterauth", "secret");

      awaitUp(replica);
      set(replica, "masteruser", "default");
      assertThat(text(replica, "CLIENT", "KILL", "TYPE", "master")).isEqualTo("1");
      await("again", () -> asked.text("INFO", "stats").contains("sync_partial_ok:1"));
      awaitUp(replica);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void onlyTheMasterExpiresKeysAndTheReplicaHidesThem(Pair pair) {
    try (RunningServer master = pair.master().start();
        RunningServer replica = pair.replica().start();
        Relay relay = Relay.to(master)) {
      follow(replica, relay.port());
      awaitSame(master, replica);
      text(master, "SET", "short", "life", "PX", "400");
      text(master, "SET", "counter", "5", "PX", "400");
      awaitSame(master, replica);
      relay.setSilent(true);
      await("expired", () -> text(master, "DBSIZE").equals("0"));

      assertThat(
              run(
                  replica,
                  "GET short;EXISTS short;TTL short;TYPE short;STRLEN short;KEYS *;"
                      + "DBSIZE;SCAN 0;OBJECT ENCODING short"))
          .containsExactly(
              "GET short: (nil)",
              "EXISTS short: 0",
              "TTL short: -2",
              "TYPE short: none",
              "STRLEN short: 0",
              "KEYS *: []",
              "DBSIZE: 2",
              "SCAN 0: [0, []]",
              "OBJECT ENCODING short: (nil)");

      relay.setSilent(false);
      relay.cut();
      awaitSame(master, replica);
      assertThat(text(replica, "DBSIZE")).isEqualTo("0");
    }
  }

  @Test
  void aWritableReplicaAnswersAsRedisDoes() {
    Product.compare(
        kind -> {
          try (RunningServer master = kind.start();
              RunningServer replica = kind.start("--replica-read-only", "no")) {
            follow(replica, master);
            awaitSame(master, replica);
            List<String> replies = run(replica, "SET mine 1 PX 1;INCR mine;SET other 1;DBSIZE");
            // What it writes is not in the stream.
            awaitSame(master, replica);
            return replies.getLast();
          }
        });
  }
}
