package dev.redwing.operator.plan;

import dev.redwing.operator.config.ClusterId;
import dev.redwing.operator.observe.NodeState;
import dev.redwing.operator.observe.Observed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who becomes master. The rule that protects data: the pod with the highest (term, offset) wins,
 * and nobody is elected before every pod that may hold the highest was seen. So an empty or stale
 * pod never wins over a fuller one, whichever comes up first.
 *
 * <p>Who may hold the highest: the pods that were seen to hold data of the latest term any pod
 * holds. Before the first election nothing is known, so it is all pods the spec asks for; unless
 * all volumes are younger than the resource, hence empty: then the first pod becomes master at
 * once.
 */
final class Election {
  private Election() {}

  /** What came of it. */
  sealed interface Outcome {
    record Winner(String pod, long term) implements Outcome {}

    /** Pods that must be seen first, each with what is known about it. */
    record Missing(List<String> pods) implements Outcome {}
  }

  static Outcome elect(PlanInput input) {
    ClusterId id = input.id();
    Observed observed = input.observed();
    if (volumesAreNew(input)) {
      NodeState first = observed.state(id.pod(0));
      if (first != null && !first.loading()) {
        return new Outcome.Winner(id.pod(0), input.intent().term() + 1);
      }
      return new Outcome.Missing(List.of(id.pod(0)));
    }
    List<String> missing = missing(input);
    if (!missing.isEmpty()) {
      return new Outcome.Missing(missing);
    }
    String winner = null;
    NodeState best = null;
    long highestTerm = input.intent().term();
    for (String pod : candidates(input)) {
      NodeState state = observed.state(pod);
      if (state == null) {
        continue;
      }
      highestTerm = Math.max(highestTerm, state.term());
      if (best == null || isFuller(state, best, pod.equals(input.intent().target()))) {
        winner = pod;
        best = state;
      }
    }
    return winner == null
        ? new Outcome.Missing(List.of(id.pod(0)))
        : new Outcome.Winner(winner, highestTerm + 1);
  }

  /** Voters that have not been seen with their data loaded. */
  static List<String> missing(PlanInput input) {
    List<String> missing = new ArrayList<>();
    for (String pod : voters(input)) {
      NodeState state = input.observed().state(pod);
      if (state == null || state.loading()) {
        missing.add(pod);
      }
    }
    return missing;
  }

  private static boolean isFuller(NodeState one, NodeState other, boolean oneIsFormerMaster) {
    if (one.term() != other.term()) {
      return one.term() > other.term();
    }
    if (one.offset() != other.offset()) {
      return one.offset() > other.offset();
    }
    return oneIsFormerMaster;
  }

  private static boolean volumesAreNew(PlanInput input) {
    if (input.intent().term() > 0) {
      return false;
    }
    for (int ordinal = 0; ordinal < input.nodes(); ordinal++) {
      if (!input.observed().newClaims().contains(ordinal)) {
        return false;
      }
    }
    // A server that already belongs to a mastership says that the record was lost, not that it is
    // new.
    return aheadOf(input) == null;
  }

  private static List<String> candidates(PlanInput input) {
    List<String> pods = new ArrayList<>(voters(input));
    input.observed().pods().stream()
        .map(pod -> pod.name())
        .filter(pod -> !pods.contains(pod))
        .forEach(pods::add);
    return pods;
  }

  private static List<String> voters(PlanInput input) {
    ClusterId id = input.id();
    List<String> voters = new ArrayList<>();
    Map<String, Long> joined = input.intent().joinedTerms();
    long latest = joined.values().stream().mapToLong(Long::longValue).max().orElse(0);
    if (latest == 0) {
      for (int ordinal = 0; ordinal < input.nodes(); ordinal++) {
        voters.add(id.pod(ordinal));
      }
      return voters;
    }
    joined.entrySet().stream()
        .filter(entry -> entry.getValue() == latest)
        .map(Map.Entry::getKey)
        .sorted((one, other) -> Integer.compare(id.ordinal(one), id.ordinal(other)))
        .forEach(voters::add);
    return voters;
  }

  /** The highest term any server speaks of, when it is above the recorded one. */
  static @Nullable String aheadOf(PlanInput input) {
    for (var pod : input.observed().pods()) {
      NodeState state = input.observed().state(pod.name());
      if (state != null && state.term() > input.intent().term()) {
        return pod.name();
      }
    }
    return null;
  }
}
