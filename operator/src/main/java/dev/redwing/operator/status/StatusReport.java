package dev.redwing.operator.status;

import dev.redwing.crds.NodeStatus;
import dev.redwing.crds.RedwingStatus;
import dev.redwing.operator.config.ClusterId;
import dev.redwing.operator.desired.Labels;
import dev.redwing.operator.observe.NodeState;
import dev.redwing.operator.observe.Observed;
import dev.redwing.operator.plan.Intent;
import dev.redwing.operator.plan.Plan;
import dev.redwing.operator.plan.Reason;
import dev.redwing.operator.plan.Situation;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Builds the status from what was seen and decided, and reads the intent back from it. Pure. */
public final class StatusReport {
  public static final String READY = "Ready";
  public static final String PROGRESSING = "Progressing";
  public static final String DEGRADED = "Degraded";
  private static final int MESSAGE_MAX = 2000;

  private StatusReport() {}

  /**
   * Everything a status follows from.
   *
   * @param problems what somebody should look at beside the plan's own situation
   */
  public record Input(
      ClusterId id,
      long generation,
      int nodes,
      Plan plan,
      Observed observed,
      List<Situation> problems,
      @Nullable RedwingStatus former,
      long nowMillis) {}

  public static Intent intentOf(@Nullable RedwingStatus status) {
    if (status == null || status.term == null) {
      return Intent.NONE;
    }
    Map<String, Long> joined = new HashMap<>();
    for (NodeStatus node : orEmpty(status.nodes)) {
      if (node.name != null && node.term != null && node.term > 0) {
        joined.put(node.name, node.term);
      }
    }
    boolean confirmed =
        status.targetMaster != null && status.targetMaster.equals(status.currentMaster);
    return new Intent(status.term, status.targetMaster, confirmed, joined);
  }

  public static RedwingStatus build(Input input) {
    Plan plan = input.plan();
    Intent intent = plan.intent();
    RedwingStatus status = new RedwingStatus();
    status.observedGeneration = input.generation();
    status.master = plan.masterServes() ? intent.target() : null;
    status.term = intent.term() == 0 ? null : intent.term();
    status.targetMaster = intent.target();
    status.currentMaster = intent.confirmed() ? intent.target() : null;
    status.selector = Labels.asText(Labels.replicaSelector(input.id()));
    status.nodes = nodes(input);
    status.replicas = Math.max(0, input.observed().pods().size() - 1);
    status.replicasReady = "%d/%d".formatted(plan.inSync().size(), Math.max(0, input.nodes() - 1));
    status.conditions = conditions(input);
    return status;
  }

  private static List<NodeStatus> nodes(Input input) {
    Plan plan = input.plan();
    Map<String, NodeStatus> former = new HashMap<>();
    if (input.former() != null) {
      orEmpty(input.former().nodes).forEach(node -> former.put(node.name, node));
    }
    // A pod that is missing stays listed while it is wanted: its data may be the newest.
    TreeSet<Integer> ordinals = new TreeSet<>();
    for (int ordinal = 0; ordinal < Math.max(input.nodes(), plan.nodes()); ordinal++) {
      ordinals.add(ordinal);
    }
    input.observed().pods().forEach(pod -> ordinals.add(pod.ordinal()));
    NodeState master = input.observed().state(plan.intent().target());
    List<NodeStatus> nodes = new ArrayList<>();
    for (int ordinal : ordinals) {
      String pod = input.id().pod(ordinal);
      NodeStatus before = former.get(pod);
      NodeStatus node = node(input, pod, before, master);
      if (node != null) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  private static @Nullable NodeStatus node(
      Input input, String pod, @Nullable NodeStatus before, @Nullable NodeState master) {
    Plan plan = input.plan();
    NodeState state = input.observed().state(pod);
    if (state == null && before == null && input.observed().pod(pod) == null) {
      return null;
    }
    NodeStatus node = new NodeStatus();
    node.name = pod;
    boolean isMaster = plan.masterServes() && pod.equals(plan.intent().target());
    node.ready = isMaster || plan.inSync().contains(pod);
    if (state == null) {
      node.role = "unreachable";
      node.term = before == null ? null : before.term;
      return node;
    }
    node.role = state.role().name().toLowerCase(Locale.ROOT);
    // A server that is loading does not know its data yet.
    node.term = !state.loading() ? Long.valueOf(state.term()) : before == null ? null : before.term;
    node.offset = state.offset();
    switch (state.role()) {
      case REPLICA -> {
        node.link = state.linkUp() ? "up" : "down";
        if (master != null) {
          node.lagBytes = Math.max(0, master.offset() - state.offset());
        }
      }
      case MASTER, UNASSIGNED -> node.link = null;
    }
    return node;
  }

  private static List<Condition> conditions(Input input) {
    Situation situation = input.plan().situation();
    List<Situation> bad = new ArrayList<>(input.problems());
    if (situation.reason().kind() == Reason.Kind.BAD) {
      bad.add(situation);
    }
    boolean ready =
        situation.reason() == Reason.SERVING || situation.reason() == Reason.CONFIGURING;
    boolean moving = situation.reason().kind() == Reason.Kind.MOVING;
    Situation worst = bad.isEmpty() ? null : bad.getFirst();
    Situation shown = ready || worst == null ? situation : worst;
    List<Condition> conditions = new ArrayList<>();
    conditions.add(condition(input, READY, ready, shown.reason().wireName(), shown.message()));
    conditions.add(
        condition(
            input,
            PROGRESSING,
            moving,
            situation.reason().wireName(),
            moving ? situation.message() : "nothing is under way"));
    conditions.add(
        condition(
            input,
            DEGRADED,
            worst != null,
            worst == null ? "AsExpected" : worst.reason().wireName(),
            worst == null
                ? "nothing needs attention"
                : String.join("; ", bad.stream().map(Situation::message).toList())));
    return conditions;
  }

  private static Condition condition(
      Input input, String type, boolean value, String reason, String message) {
    String status = value ? "True" : "False";
    String since =
        Instant.ofEpochMilli(input.nowMillis()).truncatedTo(ChronoUnit.SECONDS).toString();
    Condition former = condition(input.former(), type);
    if (former != null
        && status.equals(former.getStatus())
        && former.getLastTransitionTime() != null) {
      since = former.getLastTransitionTime();
    }
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message.substring(0, Math.min(message.length(), MESSAGE_MAX)))
        .withObservedGeneration(input.generation())
        .withLastTransitionTime(since)
        .build();
  }

  /** A condition of a status by its type, null when there is none. */
  public static @Nullable Condition condition(@Nullable RedwingStatus status, String type) {
    return status == null
        ? null
        : orEmpty(status.conditions).stream()
            .filter(condition -> Objects.equals(type, condition.getType()))
            .findFirst()
            .orElse(null);
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
