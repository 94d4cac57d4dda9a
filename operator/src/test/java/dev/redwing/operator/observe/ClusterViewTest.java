package dev.redwing.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.operator.config.ClusterId;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
  private static final ClusterId ID = new ClusterId("ns", "demo");
  private static final String CREATED = "2026-11-01T10:00:00Z";

  @Test
  void readsWhatMattersOfAPod() {
    PodView pod =
        view(
            """
            metadata:
              name: demo-2
              uid: u2
              labels: {redwing.dev/role: replica, redwing.dev/in-sync: "true"}
              annotations: {redwing.dev/template-hash: abc}
            status:
              podIP: 10.0.0.7
              conditions: [{type: Ready, status: "True"}]
            """);

    assertThat(pod)
        .isEqualTo(
            new PodView("demo-2", "u2", 2, "10.0.0.7", true, false, null, "replica", true, "abc"));
  }

  @Test
  void saysWhyAPodCannotStart() {
    assertThat(
            view("""
                    metadata: {name: demo-0, uid: u}
                    status:
                      containerStatuses:
                      - state: {waiting: {reason: ImagePullBackOff, message: no such image}}
                    """)
                .waitingFor())
        .isEqualTo("ImagePullBackOff: no such image");
    assertThat(
            view("""
                    metadata: {name: demo-0, uid: u}
                    status:
                      conditions:
                      - {type: PodScheduled, status: "False", reason: Unschedulable, message: no room}
                    """)
                .waitingFor())
        .isEqualTo("Unschedulable: no room");
    assertThat(
            view("""
                    metadata: {name: demo-0, uid: u}
                    status:
                      containerStatuses: [{state: {waiting: {reason: ContainerCreating}}}]
                    """)
                .waitingFor())
        .isNull();
  }

  @Test
  void aCrashingPodSaysHowItEnded() {
    assertThat(
            view("""
                    metadata: {name: demo-0, uid: u}
                    status:
                      containerStatuses:
                      - state: {waiting: {reason: CrashLoopBackOff}}
                        lastState:
                          terminated: {exitCode: 1, message: "FATAL\\nBad directive\\n"}
                    """)
                .waitingFor())
        .isEqualTo("CrashLoopBackOff; it ended with code 1: FATAL / Bad directive");
  }

  @Test
  void podsOfAResourceWithALongerNameAreNotOurs() {
    Pod other = pod("metadata: {name: demo-cache-0, uid: u}");

    assertThat(ClusterView.observe(ID, CREATED, null, List.of(other), List.of(), Map.of()).pods())
        .isEmpty();
  }

  @Test
  void whatAFormerPodOfTheNameAnsweredDoesNotCount() {
    Pod pod = pod("metadata: {name: demo-0, uid: now}");
    Sighting former = new Sighting("before", 5, new NodeSight.Unseen("x"));

    Observed observed =
        ClusterView.observe(ID, CREATED, null, List.of(pod), List.of(), Map.of("demo-0", former));

    assertThat(observed.sightings()).isEmpty();
  }

  @Test
  void volumesAreNewWhenMadeAfterTheResource() {
    Observed observed =
        ClusterView.observe(
            ID,
            CREATED,
            null,
            List.of(),
            List.of(
                claim("data-demo-0", "2026-11-01T10:00:00Z"),
                claim("data-demo-1", "2026-11-01T09:59:59Z"),
                claim("data-demo-cache-2", "2026-11-01T11:00:00Z")),
            Map.of());

    assertThat(observed.newClaims()).containsExactly(0);
  }

  @Test
  void readsTheStatefulSet() {
    StatefulSet set =
        Serialization.unmarshal(
            """
            spec:
              replicas: 3
              template: {metadata: {annotations: {redwing.dev/template-hash: abc}}}
            """,
            StatefulSet.class);

    assertThat(ClusterView.observe(ID, CREATED, set, List.of(), List.of(), Map.of()).statefulSet())
        .isEqualTo(new Observed.SetView(3, "abc"));
  }

  private static PodView view(String yaml) {
    return ClusterView.observe(ID, CREATED, null, List.of(pod(yaml)), List.of(), Map.of())
        .pods()
        .getFirst();
  }

  private static Pod pod(String yaml) {
    return Serialization.unmarshal(yaml, Pod.class);
  }

  private static PersistentVolumeClaim claim(String name, String created) {
    return Serialization.unmarshal(
        "metadata: {name: %s, creationTimestamp: \"%s\"}".formatted(name, created),
        PersistentVolumeClaim.class);
  }
}
