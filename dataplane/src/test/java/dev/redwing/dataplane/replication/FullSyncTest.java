package dev.redwing.dataplane.replication;

import static dev.redwing.dataplane.replication.Replicas.assertSameData;
import static dev.redwing.dataplane.replication.Replicas.awaitSame;
import static dev.redwing.dataplane.replication.Replicas.call;
import static dev.redwing.dataplane.replication.Replicas.field;
import static dev.redwing.dataplane.replication.Replicas.follow;
import static dev.redwing.dataplane.replication.Replicas.stat;
import static dev.redwing.dataplane.replication.Replicas.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.replication.Product.Pair;
import dev.redwing.dataplane.testing.RunningServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Full syncs between servers of all kinds. */
class FullSyncTest {
  static List<Arguments> pairsAndWays() {
    List<Arguments> all = new ArrayList<>();
    for (Pair pair : Product.pairs()) {
      all.add(Arguments.of(pair, "yes"));
      all.add(Arguments.of(pair, "no"));
    }
    for (Pair pair : Product.pairsWithValkey()) {
      all.add(Arguments.of(pair, "yes"));
    }
    return all;
  }

  @ParameterizedTest(name = "{0}, diskless {1}")
  @MethodSource("pairsAndWays")
  void dataAndOffsetsAreEqualWhateverWasWrittenMeanwhile(Pair pair, String diskless) {
    long seed = ThreadLocalRandom.current().nextLong();
    try (RunningServer master = pair.master().start("--repl-diskless-sync", diskless);
        RunningServer replica = pair.replica().start()) {
      call(replica, "SET", "stale", "not the master's");
      try (WriteLoad load = WriteLoad.start(master, 3, seed)) {
        load.awaitMore(1000);
        follow(replica, master);
        load.awaitMore(1000);
        Replicas.awaitUp(replica);
        load.awaitMore(1000);
      }

      // Keys with a short life go on both at the same byte of the stream.
      WriteLoad.awaitShortLivesOver(master);
      awaitSame(master, replica);
      assertSameData(master, replica, "seed " + seed);
      assertThat(text(replica, "EXISTS", "stale")).isEqualTo("0");
      assertThat(field(replica, "master_replid")).isEqualTo(field(master, "master_replid"));
      assertThat(stat(master, "sync_full")).isEqualTo(1);
    }
  }
}
