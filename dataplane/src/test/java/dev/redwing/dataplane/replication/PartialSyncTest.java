package dev.redwing.dataplane.replication;

import static dev.redwing.dataplane.replication.Replicas.assertSameData;
import static dev.redwing.dataplane.replication.Replicas.await;
import static dev.redwing.dataplane.replication.Replicas.awaitSame;
import static dev.redwing.dataplane.replication.Replicas.awaitUp;
import static dev.redwing.dataplane.replication.Replicas.call;
import static dev.redwing.dataplane.replication.Replicas.field;
import static dev.redwing.dataplane.replication.Replicas.follow;
import static dev.redwing.dataplane.replication.Replicas.number;
import static dev.redwing.dataplane.replication.Replicas.stat;
import static dev.redwing.dataplane.replication.Replicas.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.replication.Product.Pair;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Links that break go on where they were, if the backlog allows it. */
class PartialSyncTest {
  static List<Pair> pairs() {
    return Product.pairs();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void killedLinkGoesOnWhereItWas(Pair pair) {
    long seed = ThreadLocalRandom.current().nextLong();
    try (RunningServer master = pair.master().start("--repl-backlog-size", "10mb");
        RunningServer replica = pair.replica().start()) {
      follow(replica, master);
      awaitUp(replica);
      try (WriteLoad load = WriteLoad.start(master, 2, seed)) {
        load.awaitMore(500);

        assertThat(text(master, "CLIENT", "KILL", "TYPE", "replica")).isEqualTo("1");

        await("partial sync", () -> stat(master, "sync_partial_ok") == 1);
        awaitUp(replica);
        load.awaitMore(500);
        assertThat(text(replica, "CLIENT", "KILL", "TYPE", "master")).isEqualTo("1");
        await("partial sync", () -> stat(master, "sync_partial_ok") == 2);
        load.awaitMore(500);
      }
      WriteLoad.awaitShortLivesOver(master);
      awaitSame(master, replica);
      assertSameData(master, replica, "seed " + seed);
      assertThat(stat(master, "sync_full")).isEqualTo(1);
      // The first attempt: every new replica asks to go on with the history it had before.
      assertThat(stat(master, "sync_partial_err")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void backlogThatIsTooSmallMakesItAFullSync(Pair pair) {
    try (RunningServer master = pair.master().start("--repl-backlog-size", "16kb");
        RunningServer replica = pair.replica().start();
        Relay relay = Relay.to(master)) {
      follow(replica, relay.port());
      awaitSame(master, replica);
      relay.breakAfter(0);
      relay.cut();
      await("replica gone", () -> field(master, "connected_slaves").equals("0"));
      try (RespClient client = master.client()) {
        for (int i = 0; i < 100; i++) {
          client.call("SET", "key:" + i, "v".repeat(1000));
        }
      }
      relay.breakAfter(Long.MAX_VALUE);

      awaitSame(master, replica);

      assertThat(stat(master, "sync_full")).isEqualTo(2);
      assertThat(stat(master, "sync_partial_err")).isEqualTo(2);
      assertThat(stat(master, "sync_partial_ok")).isZero();
      assertSameData(master, replica, "after the second full sync");
    }
  }

  /** FAILOVER on a reference that is our master: the two change their roles, nothing is lost. */
  @ParameterizedTest
  @EnumSource(names = {"REDIS", "VALKEY"})
  void aMasterHandsOverByFailover(Product kind) {
    try (RunningServer old = kind.start();
        RunningServer ours = Product.OURS.start()) {
      follow(ours, old);
      Replicas.awaitOnline(old, 1);
      call(old, "SET", "key", "1");

      assertThat(text(old, "FAILOVER", "TO", "127.0.0.1", Integer.toString(ours.port())))
          .isEqualTo("OK");

      await("our turn", () -> text(ours, "ROLE").startsWith("[master"));
      awaitSame(ours, old);
      call(ours, "INCR", "key");
      awaitSame(ours, old);
      assertThat(text(old, "GET", "key")).isEqualTo("2");
      assertThat(stat(ours, "sync_partial_ok")).isEqualTo(1);
      assertThat(stat(ours, "sync_full")).isZero();
    }
  }

  @Test
  void failoverOfTheWrongHistoryIsRefused() {
    Product.compare(
        kind -> {
          try (RunningServer master = kind.start();
              RunningServer replica = kind.start()) {
            follow(replica, master);
            awaitUp(replica);
            String psync = "PSYNC " + "a".repeat(40) + " 1 FAILOVER";
            List<String> replies = new ArrayList<>(Replicas.run(master, psync));
            replies.addAll(Replicas.run(replica, psync));
            return replies;
          }
        });
  }

  /** A ← B ← C; then B is promoted, and C goes on with B's second id; then A comes back to B. */
  @ParameterizedTest
  @MethodSource("pairs")
  void chainSurvivesAPromotionInItsMiddle(Pair pair) {
    long seed = ThreadLocalRandom.current().nextLong();
    try (RunningServer a = pair.master().start("--repl-ping-replica-period", "1000");
        RunningServer b = pair.replica().start();
        RunningServer c = pair.master().start()) {
      follow(b, a);
      awaitUp(b);
      follow(c, b);
      awaitUp(c);
      try (WriteLoad load = WriteLoad.start(a, 2, seed)) {
        load.awaitMore(1000);
      }
      WriteLoad.awaitShortLivesOver(a);
      awaitSame(a, b);
      awaitSame(a, c);
      assertSameData(a, c, "seed " + seed);
      String first = field(a, "master_replid");
      assertThat(field(c, "master_replid")).isEqualTo(first);
      long fullSyncsOfB = stat(b, "sync_full");

      assertThat(text(b, "REPLICAOF", "NO", "ONE")).isEqualTo("OK");

      long end = number(b, "second_repl_offset") - 1;
      assertThat(field(b, "master_replid2")).isEqualTo(first);
      assertThat(field(b, "master_replid")).isNotEqualTo(first);
      call(b, "SET", "written", "by b");
      awaitSame(b, c);
      assertThat(stat(b, "sync_full")).isEqualTo(fullSyncsOfB);
      assertThat(stat(b, "sync_partial_ok")).isPositive();
      assertThat(field(c, "master_replid")).isEqualTo(field(b, "master_replid"));
      assertThat(field(c, "master_replid2")).isEqualTo(first);
      assertThat(number(c, "second_repl_offset")).isEqualTo(end + 1);

      // A has nothing that B has not, so it comes back with a partial sync.
      follow(a, b);
      awaitSame(b, a);
      assertThat(stat(b, "sync_full")).isEqualTo(fullSyncsOfB);
      assertThat(text(a, "GET", "written")).isEqualTo("by b");
      assertSameData(b, c, "after the promotion");
    }
  }
}
