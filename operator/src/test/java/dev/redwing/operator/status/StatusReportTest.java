package dev.redwing.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.crds.RedwingStatus;
import dev.redwing.operator.config.ClusterId;
import dev.redwing.operator.observe.NodeRole;
import dev.redwing.operator.observe.NodeSight;
import dev.redwing.operator.observe.NodeState;
import dev.redwing.operator.observe.Observed;
import dev.redwing.operator.observe.PodView;
import dev.redwing.operator.observe.Sighting;
import dev.redwing.operator.plan.Intent;
import dev.redwing.operator.plan.Plan;
import dev.redwing.operator.plan.Reason;
import dev.redwing.operator.plan.Situation;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusReportTest {
  private static final ClusterId ID = new ClusterId("ns", "demo");
  private static final long NOW = 1_800_000_000_000L;

  @Test
  void servingIsReadyAndNothingElse() {
    RedwingStatus status = build(Reason.SERVING, List.of(), null, NOW);

    assertThat(conditions(status))
        .containsExactly(
            "Ready=True/Serving", "Progressing=False/Serving", "Degraded=False/AsExpected");
    assertThat(status.master).isEqualTo("demo-0");
    assertThat(status.replicasReady).isEqualTo("1/1");
    assertThat(status.selector)
        .isEqualTo(
            "app.kubernetes.io/instance=demo,app.kubernetes.io/name=redwing,redwing.dev/role=replica");
    assertThat(status.observedGeneration).isEqualTo(3);
  }

  @Test
  void problemBesideAServingMasterIsDegradedAndStillReady() {
    RedwingStatus status =
        build(
            Reason.SERVING,
            List.of(new Situation(Reason.SPEC_REFUSED, "write this instead")),
            null,
            NOW);

    assertThat(conditions(status))
        .containsExactly(
            "Ready=True/Serving", "Progressing=False/Serving", "Degraded=True/SpecRefused");
  }

  @Test
  void problemIsTheReasonForNotBeingReady() {
    RedwingStatus status =
        build(
            Reason.WAITING_FOR_PODS,
            List.of(new Situation(Reason.SECRET_MISSING, "create it")),
            null,
            NOW);

    assertThat(conditions(status))
        .containsExactly(
            "Ready=False/SecretMissing",
            "Progressing=True/WaitingForPods",
            "Degraded=True/SecretMissing");
  }

  @Test
  void transitionTimeMovesOnlyWithTheStatus() {
    RedwingStatus first = build(Reason.REPLICAS_JOINING, List.of(), null, NOW);
    RedwingStatus second = build(Reason.SCALING, List.of(), first, NOW + 60_000);
    RedwingStatus third = build(Reason.SERVING, List.of(), second, NOW + 120_000);

    assertThat(since(second, "Ready")).isEqualTo(since(first, "Ready"));
    assertThat(since(third, "Ready")).isNotEqualTo(since(first, "Ready"));
    assertThat(since(third, "Degraded")).isEqualTo(since(first, "Degraded"));
  }

  @Test
  void intentSurvivesTheStatus() {
    RedwingStatus status = build(Reason.SERVING, List.of(), null, NOW);

    assertThat(StatusReport.intentOf(status))
        .isEqualTo(new Intent(4, "demo-0", true, Map.of("demo-0", 4L, "demo-1", 4L)));
    assertThat(StatusReport.intentOf(null)).isEqualTo(Intent.NONE);
  }

  @Test
  void offsetsAloneAreNoEssentialChange() {
    RedwingStatus first = build(Reason.SERVING, List.of(), null, NOW);
    RedwingStatus same = build(Reason.SERVING, List.of(), first, NOW + 1);
    RedwingStatus moved = build(Reason.SERVING, List.of(), first, NOW + 1);
    Objects.requireNonNull(moved.nodes).getFirst().offset = 1_000_000L;
    RedwingStatus changed = build(Reason.SCALING, List.of(), first, NOW + 1);

    assertThat(StatusChange.between(first, same)).isEqualTo(StatusChange.Kind.NONE);
    assertThat(StatusChange.between(first, moved)).isEqualTo(StatusChange.Kind.OFFSETS);
    assertThat(StatusChange.between(first, changed)).isEqualTo(StatusChange.Kind.ESSENTIAL);
    assertThat(StatusChange.between(null, first)).isEqualTo(StatusChange.Kind.ESSENTIAL);
  }

  @Test
  void missingPodKeepsTheTermItsDataBelongsTo() {
    RedwingStatus before = build(Reason.SERVING, List.of(), null, NOW);
    Plan plan = plan(Reason.REPLICA_DOWN);
    Observed onlyMaster = new Observed(List.of(pod(0)), sightings(0), null, List.of());

    RedwingStatus after =
        StatusReport.build(
            new StatusReport.Input(ID, 3, 2, plan, onlyMaster, List.of(), before, NOW));

    assertThat(StatusReport.intentOf(after).joinedTerms()).containsEntry("demo-1", 4L);
  }

  private static RedwingStatus build(
      Reason reason, List<Situation> problems, @Nullable RedwingStatus former, long now) {
    Observed observed = new Observed(List.of(pod(0), pod(1)), sightings(0, 1), null, List.of());
    return StatusReport.build(
        new StatusReport.Input(ID, 3, 2, plan(reason), observed, problems, former, now));
  }

  private static Plan plan(Reason reason) {
    return new Plan(
        new Intent(4, "demo-0", true, Map.of()),
        List.of(),
        2,
        Set.of("demo-1"),
        true,
        new Situation(reason, "message"));
  }

  private static PodView pod(int ordinal) {
    return new PodView(
        ID.pod(ordinal), "uid" + ordinal, ordinal, "10.0.0.1", true, false, null, null, true, "t");
  }

  private static Map<String, Sighting> sightings(int... ordinals) {
    Map<String, Sighting> sightings = new java.util.HashMap<>();
    for (int ordinal : ordinals) {
      NodeState state =
          new NodeState(
              "id",
              ordinal == 0 ? NodeRole.MASTER : NodeRole.REPLICA,
              4,
              "replid",
              100,
              false,
              null,
              0,
              ordinal != 0,
              0,
              1,
              Map.of());
      sightings.put(ID.pod(ordinal), new Sighting("uid" + ordinal, 1, new NodeSight.Seen(state)));
    }
    return sightings;
  }

  private static List<String> conditions(RedwingStatus status) {
    return Objects.requireNonNull(status.conditions).stream()
        .map(each -> each.getType() + "=" + each.getStatus() + "/" + each.getReason())
        .toList();
  }

  private static String since(RedwingStatus status, String type) {
    Condition condition = Objects.requireNonNull(StatusReport.condition(status, type));
    return condition.getLastTransitionTime();
  }
}
