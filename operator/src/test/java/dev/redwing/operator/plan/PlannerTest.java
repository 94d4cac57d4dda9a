package dev.redwing.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.operator.desired.Labels;
import dev.redwing.operator.plan.SimulatedCluster.Server;
import dev.redwing.operator.plan.SimulatedCluster.Volume;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private final SimulatedCluster cluster = new SimulatedCluster();

  @Test
  void firstMasterIsPodZeroAndReplicasFollowIt() {
    cluster.untilServing(20);

    assertThat(cluster.master()).isEqualTo("demo-0");
    assertThat(cluster.term()).isEqualTo(1);
    assertThat(cluster.lastPlan.inSync()).containsExactlyInAnyOrder("demo-1", "demo-2");
    assertThat(server(0).roleLabel).isEqualTo(Labels.MASTER);
    assertThat(server(1).roleLabel).isEqualTo(Labels.REPLICA);
    assertThat(server(1).inSyncLabel).isTrue();
  }

  @Test
  void replicaHostsAreNamesNotAddresses() {
    cluster.untilServing(20);

    assertThat(server(1).masterHost).isEqualTo("demo-0.demo-nodes.ns.svc");
  }

  @Test
  void retainedVolumesAreComparedBeforeAnybodyIsElected() {
    for (int ordinal = 0; ordinal < 3; ordinal++) {
      Volume volume = new Volume();
      volume.term = ordinal == 2 ? 7 : 6;
      volume.offset = ordinal == 2 ? 50 : 5000;
      cluster.volumes.put(ordinal, volume);
    }

    cluster.untilServing(20);

    assertThat(cluster.master()).isEqualTo("demo-2");
    assertThat(cluster.term()).isEqualTo(8);
  }

  @Test
  void withRetainedVolumesAMissingPodIsWaitedFor() {
    for (int ordinal = 0; ordinal < 3; ordinal++) {
      cluster.volumes.put(ordinal, new Volume());
    }
    cluster.ticks(3);
    server(2).silent = true;
    cluster.ticks(10);

    assertThat(cluster.lastPlan.situation().reason()).isEqualTo(Reason.WAITING_FOR_PODS);
    assertThat(cluster.lastPlan.situation().message()).contains("demo-2 does not answer");

    server(2).silent = false;
    cluster.untilServing(20);
  }

  @Test
  void restartedMasterIsMasterAgainInANewTermSinceItsDataIsNewest() {
    cluster.untilServing(20);
    long written = cluster.acknowledgedWrites;

    cluster.restart(0);
    cluster.untilServing(20);

    assertThat(cluster.master()).isEqualTo("demo-0");
    assertThat(cluster.term()).isEqualTo(2);
    assertThat(server(0).volume.offset).isGreaterThanOrEqualTo(written);
  }

  @Test
  void masterWithoutItsVolumeIsNotElectedOverAFullerReplica() {
    cluster.untilServing(20);
    long written = cluster.acknowledgedWrites;

    cluster.loseVolume(0);
    cluster.untilServing(30);

    assertThat(cluster.master()).isIn("demo-1", "demo-2");
    assertThat(server(1).volume.offset).isGreaterThanOrEqualTo(written);
  }

  @Test
  void silentMasterIsSaidToBeDownAndNobodyElseIsPromoted() {
    cluster.untilServing(20);
    server(0).silent = true;
    cluster.ticks(30);

    assertThat(cluster.lastPlan.situation().reason()).isEqualTo(Reason.MASTER_DOWN);
    assertThat(cluster.term()).isEqualTo(1);
    // Replicas stay readable meanwhile.
    assertThat(server(1).inSyncLabel).isTrue();

    server(0).silent = false;
    cluster.untilServing(20);
  }

  @Test
  void allPodsRestartedAtOnceComeBackWithTheNewestDataAsMaster() {
    cluster.untilServing(20);
    long written = cluster.acknowledgedWrites;

    for (int ordinal = 0; ordinal < 3; ordinal++) {
      cluster.restart(ordinal);
    }
    cluster.ticks(1);
    server(0).silent = true;
    cluster.ticks(20);
    assertThat(cluster.master()).isNull();

    server(0).silent = false;
    cluster.untilServing(20);
    assertThat(server(0).volume.offset).isGreaterThanOrEqualTo(written);
  }

  @Test
  void scalesUpAndDown() {
    cluster.untilServing(20);
    cluster.wantedNodes = 5;
    cluster.ticks(1);
    cluster.untilServing(30);
    assertThat(cluster.lastPlan.inSync()).hasSize(4);

    cluster.wantedNodes = 2;
    cluster.ticks(1);
    cluster.untilServing(30);

    assertThat(cluster.master()).isEqualTo("demo-0");
    assertThat(cluster.term()).isEqualTo(1);
    assertThat(cluster.servers).hasSize(2);
  }

  @Test
  void masterThatHasToLeaveHandsOverWithoutLosingAWrite() {
    cluster.untilServing(20);
    cluster.loseVolume(0);
    cluster.untilServing(30);
    assertThat(cluster.master()).isNotEqualTo("demo-0");
    long written = cluster.acknowledgedWrites;

    cluster.wantedNodes = 1;
    cluster.ticks(1);
    cluster.untilServing(40);

    assertThat(cluster.master()).isEqualTo("demo-0");
    assertThat(cluster.servers).hasSize(1);
    assertThat(server(0).volume.offset).isGreaterThanOrEqualTo(written);
    assertThat(String.join("\n", cluster.log)).contains("PauseWrites");
  }

  @Test
  void operatorThatForgetsInTheMiddleOfAHandoverFinishesIt() {
    cluster.untilServing(20);
    cluster.loseVolume(0);
    cluster.untilServing(30);
    cluster.wantedNodes = 1;

    for (int i = 0; i < 40; i++) {
      cluster.tick();
      if (i < 6) {
        cluster.forgetOperator();
      }
    }

    cluster.untilServing(40);
    assertThat(cluster.servers).hasSize(1);
  }

  @Test
  void rollsReplicasFirstFromTheHighestThenTheMaster() {
    cluster.untilServing(20);
    cluster.log.clear();

    cluster.wantedTemplate = "t2";
    cluster.ticks(1);
    cluster.untilServing(60);

    assertThat(cluster.log.stream().filter(line -> line.startsWith("DeletePod")))
        .extracting(line -> line.replaceAll(".*pod=([^,]*),.*", "$1"))
        .containsExactly("demo-2", "demo-1", "demo-0");
    assertThat(cluster.servers.values()).allMatch(server -> server.template.equals("t2"));
  }

  @Test
  void rollStopsAtAPodThatDoesNotComeBack() {
    cluster.untilServing(20);
    cluster.log.clear();
    cluster.wantedTemplate = "bad";

    for (int i = 0; i < 30; i++) {
      cluster.tick();
      cluster.servers.values().stream()
          .filter(server -> server.template.equals("bad"))
          .forEach(server -> server.silent = true);
    }

    assertThat(cluster.log.stream().filter(line -> line.startsWith("DeletePod"))).hasSize(1);
  }

  @Test
  void changedDirectiveIsSetLiveAndOnlyOnce() {
    cluster.untilServing(20);
    cluster.log.clear();

    cluster.wantedConfig = Map.of("hz", "50");
    cluster.ticks(3);

    assertThat(cluster.log).hasSize(3).allMatch(line -> line.startsWith("SetDirective"));
    assertThat(server(2).config).containsEntry("hz", "50");
  }

  /** A pod that is still to be rolled may have a smaller limit: more memory would kill it. */
  @Test
  void whatFollowsFromTheMemoryLimitIsSetInPodsThatHaveThatLimitOnly() {
    cluster.untilServing(20);
    for (int i = 0; i < 3; i++) {
      server(i).config.put("maxmemory", "100");
      server(i).config.put("maxmemory-clients", "10");
    }
    cluster.wantedConfig = Map.of("hz", "50", "maxmemory", "200", "maxmemory-clients", "20");
    cluster.wantedTemplate = "larger";
    cluster.log.clear();

    cluster.tick();

    assertThat(cluster.log)
        .filteredOn(line -> line.startsWith("SetDirective"))
        .isNotEmpty()
        .allMatch(line -> line.contains("hz"));
    cluster.untilServing(60);
    cluster.ticks(5);
    for (int i = 0; i < 3; i++) {
      assertThat(server(i).template).isEqualTo("larger");
      server(i).config.put("maxmemory", "100");
    }
    cluster.log.clear();
    cluster.tick();
    assertThat(cluster.log).hasSize(3).allMatch(line -> line.contains("maxmemory"));
  }

  @Test
  void lostStatusIsRebuiltFromWhatTheServersSay() {
    cluster.untilServing(20);
    long written = cluster.acknowledgedWrites;
    cluster.forgetStatus();

    cluster.ticks(2);
    cluster.untilServing(20);

    assertThat(cluster.master()).isEqualTo("demo-0");
    assertThat(cluster.term()).isGreaterThan(1);
    assertThat(server(0).volume.offset).isGreaterThanOrEqualTo(written);
  }

  @Test
  void replicaThatDoesNotAnswerLeavesTheServiceAndIsNamed() {
    cluster.untilServing(20);
    server(2).silent = true;
    cluster.ticks(2);

    assertThat(cluster.lastPlan.inSync()).containsExactly("demo-1");
    assertThat(server(2).inSyncLabel).isFalse();
    assertThat(cluster.lastPlan.situation().message()).contains("demo-2");
  }

  private Server server(int ordinal) {
    return Objects.requireNonNull(cluster.servers.get(ordinal));
  }
}
