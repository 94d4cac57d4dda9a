package dev.redwing.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random misfortune: pods restart and fall silent, volumes vanish one at a time, the resource is
 * scaled and rolled, the operator forgets. After every step {@link SimulatedCluster} checks that
 * there is one writable master at most; when peace returns the cluster must serve, with every write
 * that was on a surviving volume of the latest term.
 */
class PlannerRandomTest {
  private static final int SEEDS = 400;

  @Test
  void recoversFromAnythingAndLosesNothing() {
    long base = Long.getLong("redwing.seed", 20261101L);
    for (long seed = base; seed < base + SEEDS; seed++) {
      try {
        run(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + " (-Dredwing.seed=" + seed + ")", e);
      }
    }
  }

  private static void run(long seed) {
    Random random = new Random(seed);
    SimulatedCluster cluster = new SimulatedCluster();
    cluster.wantedNodes = 1 + random.nextInt(4);
    cluster.untilServing(20);
    for (int step = 0; step < 60; step++) {
      misfortune(random, cluster);
      cluster.ticks(random.nextInt(4));
    }
    cluster.servers.values().forEach(server -> server.silent = false);
    long fullest =
        cluster.servers.values().stream().mapToLong(server -> server.volume.offset).max().orElse(0);
    cluster.untilServing(120);
    long served =
        cluster.servers.values().stream().mapToLong(server -> server.volume.offset).max().orElse(0);
    assertThat(served).isGreaterThanOrEqualTo(fullest);
  }

  private static void misfortune(Random random, SimulatedCluster cluster) {
    List<Integer> ordinals = new ArrayList<>(cluster.servers.keySet());
    if (ordinals.isEmpty()) {
      return;
    }
    int ordinal = ordinals.get(random.nextInt(ordinals.size()));
    switch (random.nextInt(9)) {
      case 0, 1 -> cluster.restart(ordinal);
      case 2 -> cluster.servers.values().forEach(server -> server.silent = random.nextInt(4) == 0);
      case 3 -> cluster.servers.values().forEach(server -> server.silent = false);
      case 4 -> {
        // A volume is lost only while another pod has everything: more would be a double failure.
        if (cluster.isServing() && cluster.wantedNodes > 1) {
          cluster.loseVolume(ordinal);
        }
      }
      case 5 -> cluster.wantedNodes = 1 + random.nextInt(4);
      case 6 -> cluster.wantedTemplate = "t" + random.nextInt(3);
      case 7 -> cluster.forgetOperator();
      default -> ordinals.forEach(cluster::restart);
    }
  }
}
