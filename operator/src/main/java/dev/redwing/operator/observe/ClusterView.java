package dev.redwing.operator.observe;

import dev.redwing.operator.config.ClusterId;
import dev.redwing.operator.desired.Labels;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what matters out of Kubernetes objects. Pure. */
public final class ClusterView {
  /** Waiting for these is the ordinary course of starting, not being stuck. */
  private static final Set<String> ORDINARY = Set.of("ContainerCreating", "PodInitializing");

  private static final int LAST_WORDS_MAX = 400;

  private ClusterView() {}

  public static Observed observe(
      ClusterId id,
      @Nullable String resourceCreated,
      @Nullable StatefulSet set,
      Collection<Pod> pods,
      Collection<PersistentVolumeClaim> claims,
      Map<String, Sighting> sightings) {
    List<PodView> views = new ArrayList<>();
    Map<String, Sighting> current = new HashMap<>();
    for (Pod pod : pods) {
      String name = pod.getMetadata().getName();
      if (id.ordinal(name) < 0) {
        continue;
      }
      views.add(view(id, pod));
      Sighting sighting = sightings.get(name);
      if (sighting != null && sighting.podUid().equals(pod.getMetadata().getUid())) {
        current.put(name, sighting);
      }
    }
    views.sort(Comparator.comparingInt(PodView::ordinal));
    return new Observed(views, current, view(set), newClaims(id, resourceCreated, claims));
  }

  private static PodView view(ClusterId id, Pod pod) {
    Map<String, String> labels = orEmpty(pod.getMetadata().getLabels());
    Map<String, String> annotations = orEmpty(pod.getMetadata().getAnnotations());
    String name = pod.getMetadata().getName();
    String address = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
    return new PodView(
        name,
        pod.getMetadata().getUid(),
        id.ordinal(name),
        address == null || address.isEmpty() ? null : address,
        condition(pod, "Ready", "True") != null,
        pod.getMetadata().getDeletionTimestamp() != null,
        waitingFor(pod),
        labels.get(Labels.ROLE),
        "true".equals(labels.get(Labels.IN_SYNC)),
        annotations.get(Labels.TEMPLATE_HASH));
  }

  private static @Nullable String waitingFor(Pod pod) {
    PodCondition unscheduled = condition(pod, "PodScheduled", "False");
    if (unscheduled != null) {
      return unscheduled.getReason() + ": " + unscheduled.getMessage();
    }
    if (pod.getStatus() == null || pod.getStatus().getContainerStatuses() == null) {
      return null;
    }
    for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
      ContainerStateWaiting waiting =
          container.getState() == null ? null : container.getState().getWaiting();
      if (waiting != null
          && waiting.getReason() != null
          && !ORDINARY.contains(waiting.getReason())) {
        return waiting.getReason()
            + (waiting.getMessage() == null ? "" : ": " + waiting.getMessage())
            + lastWords(container);
      }
    }
    return null;
  }

  /** How the container's last run ended: its exit code and the last it wrote. */
  private static String lastWords(ContainerStatus container) {
    ContainerStateTerminated ended =
        container.getLastState() == null ? null : container.getLastState().getTerminated();
    if (ended == null) {
      return "";
    }
    String words = ended.getMessage() == null ? "" : ended.getMessage().strip();
    words = words.replaceAll("\\s*\\R\\s*", " / ");
    String end = words.substring(Math.max(0, words.length() - LAST_WORDS_MAX));
    return "; it ended with code %d%s"
        .formatted(ended.getExitCode(), end.isEmpty() ? "" : ": " + end);
  }

  private static @Nullable PodCondition condition(Pod pod, String type, String status) {
    if (pod.getStatus() == null || pod.getStatus().getConditions() == null) {
      return null;
    }
    return pod.getStatus().getConditions().stream()
        .filter(each -> type.equals(each.getType()) && status.equals(each.getStatus()))
        .findFirst()
        .orElse(null);
  }

  private static Observed.@Nullable SetView view(@Nullable StatefulSet set) {
    if (set == null || set.getSpec() == null) {
      return null;
    }
    Integer replicas = set.getSpec().getReplicas();
    Map<String, String> annotations =
        orEmpty(set.getSpec().getTemplate().getMetadata().getAnnotations());
    return new Observed.SetView(
        replicas == null ? 1 : replicas, annotations.get(Labels.TEMPLATE_HASH));
  }

  private static List<Integer> newClaims(
      ClusterId id, @Nullable String resourceCreated, Collection<PersistentVolumeClaim> claims) {
    Instant since = instant(resourceCreated);
    List<Integer> ordinals = new ArrayList<>();
    for (PersistentVolumeClaim claim : claims) {
      String name = claim.getMetadata().getName();
      int ordinal = name.startsWith("data-") ? id.ordinal(name.substring("data-".length())) : -1;
      Instant made = instant(claim.getMetadata().getCreationTimestamp());
      if (ordinal >= 0 && since != null && made != null && !made.isBefore(since)) {
        ordinals.add(ordinal);
      }
    }
    return ordinals;
  }

  private static @Nullable Instant instant(@Nullable String timestamp) {
    try {
      return timestamp == null ? null : Instant.parse(timestamp);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
