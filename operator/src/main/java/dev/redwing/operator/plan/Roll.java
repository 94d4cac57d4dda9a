package dev.redwing.operator.plan;

import dev.redwing.operator.observe.Observed;
import dev.redwing.operator.observe.PodView;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Restarting pods whose template is out of date: replicas from the highest ordinal down, one at a
 * time, each in step again before the next; the master last. A pod that does not come back stops
 * it.
 */
final class Roll {
  private Roll() {}

  static boolean isNeeded(PlanInput input) {
    return input.observed().pods().stream().anyMatch(pod -> isOutdated(input, pod));
  }

  private static boolean isOutdated(PlanInput input, PodView pod) {
    return !pod.templateIs(input.templateHash());
  }

  /** The pod to restart now, null while one has to wait. */
  static @Nullable PodView next(PlanInput input, Set<String> inSync, boolean masterServes) {
    Observed observed = input.observed();
    Observed.SetView set = observed.statefulSet();
    List<PodView> pods = observed.pods();
    boolean setIsCurrent =
        set != null
            && input.templateHash() != null
            && input.templateHash().equals(set.templateHash());
    if (!setIsCurrent || pods.stream().anyMatch(PodView::terminating)) {
      return null;
    }
    PodView broken = broken(input);
    if (broken != null) {
      return broken;
    }
    String master = input.intent().target();
    boolean othersInStep =
        pods.size() == input.nodes()
            && masterServes
            && pods.stream()
                .allMatch(pod -> pod.name().equals(master) || inSync.contains(pod.name()));
    if (!othersInStep) {
      return null;
    }
    PodView next = null;
    for (PodView pod : pods) {
      if (isOutdated(input, pod) && (next == null || isBefore(pod, next, master))) {
        next = pod;
      }
    }
    return next;
  }

  /** A pod that never came up with its former template loses nothing by a restart. */
  private static @Nullable PodView broken(PlanInput input) {
    for (PodView pod : input.observed().pods()) {
      if (isOutdated(input, pod)
          && !pod.ready()
          && pod.waitingFor() != null
          && input.observed().state(pod.name()) == null) {
        return pod;
      }
    }
    return null;
  }

  private static boolean isBefore(PodView one, PodView other, @Nullable String master) {
    if (other.name().equals(master)) {
      return true;
    }
    return !one.name().equals(master) && one.ordinal() > other.ordinal();
  }
}
