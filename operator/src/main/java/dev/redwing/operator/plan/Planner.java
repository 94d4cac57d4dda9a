package dev.redwing.operator.plan;

import dev.redwing.operator.desired.Labels;
import dev.redwing.operator.observe.NodeRole;
import dev.redwing.operator.observe.NodeState;
import dev.redwing.operator.observe.Observed;
import dev.redwing.operator.observe.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One pass: what is the next small step from what is seen to what is wanted? Level-based: it looks
 * at the present only, so that an operator killed at any moment goes on where it was.
 *
 * <p>The order of a mastership: an intent (term and target) is recorded in the resource's status
 * <em>before</em> anybody is told, in a pass of its own. A server that is still master in an older
 * term is demoted before the target is promoted.
 */
public final class Planner {
  static final int PORT = 6379;

  private final PlanInput input;
  private final Observed observed;
  private final Intent intent;
  private final List<Action> actions = new ArrayList<>();

  private Planner(PlanInput input) {
    this.input = input;
    this.observed = input.observed();
    this.intent = input.intent();
  }

  public static Plan plan(PlanInput input) {
    return new Planner(input).plan();
  }

  private Plan plan() {
    String target = intent.target();
    if (target == null) {
      return elect();
    }
    NodeState state = observed.state(target);
    if (state == null) {
      return masterUnseen(target);
    }
    if (state.loading()) {
      return waiting(new Situation(Reason.LOADING, target + " is loading its data"));
    }
    boolean isMaster = state.role() == NodeRole.MASTER && state.term() == intent.term();
    if (isMaster) {
      return serve(target, state);
    }
    // Confirmed once and not master now: it restarted, or its volume is another. Choose anew.
    if (intent.confirmed() || state.term() > intent.term()) {
      return elect();
    }
    return install(target);
  }

  // ---- no master

  private Plan elect() {
    return switch (Election.elect(input)) {
      case Election.Outcome.Winner(String pod, long term) ->
          record(
              intent.elected(pod, term),
              new Situation(Reason.ELECTING, pod + " becomes master of term " + term));
      case Election.Outcome.Missing(List<String> pods) -> waiting(missing(pods));
    };
  }

  private Situation missing(List<String> pods) {
    List<String> described = pods.stream().map(this::describe).toList();
    boolean loading = pods.stream().map(observed::state).allMatch(Objects::nonNull);
    if (loading) {
      return new Situation(Reason.LOADING, String.join("; ", described));
    }
    String stuck = stuck();
    if (intent.term() <= 1 && !intent.confirmed()) {
      return stuck == null
          ? new Situation(Reason.WAITING_FOR_PODS, String.join("; ", described))
          : new Situation(Reason.POD_STUCK, stuck);
    }
    return new Situation(
        Reason.ELECTION_BLOCKED,
        "no master can be chosen without what may hold newer data: "
            + String.join("; ", described));
  }

  private Plan masterUnseen(String target) {
    if (!intent.confirmed() && intent.term() <= 1) {
      return waiting(missing(List.of(target)));
    }
    return waiting(
        new Situation(Reason.MASTER_DOWN, "the master does not answer: " + describe(target)));
  }

  // ---- a master was chosen and does not know yet

  private Plan install(String target) {
    List<String> missing = Election.missing(input);
    if (!missing.isEmpty()) {
      return waiting(missing(missing));
    }
    for (PodView pod : observed.pods()) {
      NodeState state = observed.state(pod.name());
      if (state != null && state.role() == NodeRole.MASTER && !pod.name().equals(target)) {
        return demote(pod.name(), target);
      }
    }
    actions.add(new Action.AssignMaster(target, intent.term()));
    return waiting(electing(target));
  }

  private Plan demote(String former, String target) {
    // A master on its way out may have taken writes if its pause ran out: look again within one.
    NodeState successor = observed.state(target);
    boolean handover = successor != null && successor.role() == NodeRole.REPLICA;
    if (handover
        && !(Handover.isPaused(input, former) && Handover.hasCaughtUp(input, former, target))) {
      if (!Handover.isPaused(input, former)) {
        actions.add(new Action.PauseWrites(former, Handover.PAUSE_MILLIS));
      }
      return waiting(electing(target));
    }
    actions.add(follow(former));
    actions.add(new Action.AssignMaster(target, intent.term()));
    return waiting(electing(target));
  }

  private Situation electing(String target) {
    return new Situation(
        Reason.ELECTING, target + " is being made master of term " + intent.term());
  }

  // ---- a master serves

  private Plan serve(String master, NodeState masterState) {
    if (!intent.confirmed()) {
      return record(
          intent.confirm(),
          new Situation(Reason.REPLICAS_JOINING, master + " is master of term " + intent.term()));
    }
    String ahead = Election.aheadOf(input);
    if (ahead != null) {
      NodeState state = Objects.requireNonNull(observed.state(ahead));
      return record(
          intent.elected(master, state.term() + 1),
          new Situation(
              Reason.ELECTING, "the term is raised above %s's %d".formatted(ahead, state.term())));
    }
    Set<String> inSync = InSync.of(input, master, masterState);
    attachReplicas(master);
    label(master, inSync);
    configure();
    int nodes = input.nodes();
    Situation situation = situation(inSync);
    boolean configuring = actions.stream().anyMatch(Action.SetDirective.class::isInstance);
    if (situation.reason() == Reason.SERVING && configuring) {
      situation = new Situation(Reason.CONFIGURING, "changed directives are being set");
    }
    if (mustLeave(master)) {
      nodes =
          Math.max(nodes, observed.statefulSet() == null ? 0 : observed.statefulSet().replicas());
      String successor = Handover.successor(input, inSync);
      if (successor == null) {
        situation =
            new Situation(
                Reason.HANDING_OVER, master + " has to leave; no remaining replica is in step yet");
      } else if (!Handover.isPaused(input, master)) {
        actions.add(new Action.PauseWrites(master, Handover.PAUSE_MILLIS));
        situation = handingOver(master, successor);
      } else if (Handover.hasCaughtUp(input, master, successor)) {
        return new Plan(
            intent.elected(successor, intent.term() + 1),
            List.of(),
            nodes,
            inSync,
            true,
            handingOver(master, successor));
      } else {
        situation = handingOver(master, successor);
      }
    } else if (Roll.isNeeded(input)) {
      PodView next = Roll.next(input, inSync, true);
      if (next != null) {
        actions.add(new Action.DeletePod(next.name(), next.uid(), "its template is out of date"));
      }
      situation = rolling(next, situation);
    }
    return new Plan(intent, actions, nodes, inSync, true, situation);
  }

  private static Situation handingOver(String master, String successor) {
    return new Situation(Reason.HANDING_OVER, master + " hands over to " + successor);
  }

  private Situation rolling(@Nullable PodView next, Situation otherwise) {
    if (next != null) {
      return new Situation(Reason.ROLLING, next.name() + " is restarted for a changed template");
    }
    return otherwise.reason().kind() == Reason.Kind.BAD
        ? otherwise
        : new Situation(
            Reason.ROLLING,
            "pods wait to be restarted for a changed template: " + otherwise.message());
  }

  private boolean mustLeave(String master) {
    return input.id().ordinal(master) >= input.nodes();
  }

  private void attachReplicas(String master) {
    for (PodView pod : observed.pods()) {
      NodeState state = observed.state(pod.name());
      if (state != null
          && !pod.name().equals(master)
          && !pod.terminating()
          && !state.loading()
          && !InSync.isAssigned(input, state)) {
        actions.add(follow(pod.name()));
      }
    }
  }

  private Action follow(String pod) {
    String target = Objects.requireNonNull(intent.target());
    return new Action.AssignReplica(pod, input.id().host(target), PORT, intent.term());
  }

  /** Takes pods out of services before it puts others in: never two in the master's. */
  private void label(String master, Set<String> inSync) {
    List<Action> additions = new ArrayList<>();
    for (PodView pod : observed.pods()) {
      NodeState state = observed.state(pod.name());
      String role = pod.role();
      boolean in = inSync.contains(pod.name());
      if (pod.name().equals(master)) {
        role = Labels.MASTER;
      } else if (state != null) {
        role = InSync.isAssigned(input, state) ? Labels.REPLICA : null;
      } else if (Labels.MASTER.equals(role)) {
        role = null;
      }
      if (!Objects.equals(role, pod.role()) || in != pod.inSync()) {
        Action label = new Action.Label(pod.name(), role, in);
        if (Labels.MASTER.equals(role)) {
          additions.add(label);
        } else {
          actions.add(label);
        }
      }
    }
    actions.addAll(additions);
  }

  private void configure() {
    for (PodView pod : observed.pods()) {
      NodeState state = observed.state(pod.name());
      if (state != null && !state.loading() && !pod.terminating()) {
        actions.addAll(LiveConfig.differences(input, pod, state));
      }
    }
  }

  private Situation situation(Set<String> inSync) {
    int wantedReplicas = input.nodes() - 1;
    Observed.SetView set = observed.statefulSet();
    if (set != null && set.replicas() != input.nodes()) {
      return new Situation(
          Reason.SCALING, "from %d to %d pods".formatted(set.replicas(), input.nodes()));
    }
    String stuck = stuck();
    if (stuck != null) {
      return new Situation(Reason.POD_STUCK, stuck);
    }
    Set<String> behind = new TreeSet<>();
    for (int ordinal = 0; ordinal < input.nodes(); ordinal++) {
      String pod = input.id().pod(ordinal);
      if (pod.equals(intent.target()) || inSync.contains(pod)) {
        continue;
      }
      PodView view = observed.pod(pod);
      if (observed.state(pod) == null && view != null && view.ready() && !view.terminating()) {
        return new Situation(Reason.REPLICA_DOWN, describe(pod));
      }
      behind.add(describe(pod));
    }
    if (!behind.isEmpty()) {
      return new Situation(Reason.REPLICAS_JOINING, String.join("; ", behind));
    }
    if (observed.pods().size() > input.nodes()) {
      return new Situation(Reason.SCALING, "pods that are not wanted any more are leaving");
    }
    return new Situation(
        Reason.SERVING,
        "%s is master of term %d, %d of %d replicas are in step"
            .formatted(intent.target(), intent.term(), inSync.size(), wantedReplicas));
  }

  // ---- shared

  private @Nullable String stuck() {
    for (PodView pod : observed.pods()) {
      if (pod.waitingFor() != null && !pod.terminating()) {
        return pod.name() + " cannot start: " + pod.waitingFor();
      }
    }
    return null;
  }

  private String describe(String pod) {
    PodView view = observed.pod(pod);
    NodeState state = observed.state(pod);
    if (view == null) {
      return pod + " does not exist yet";
    }
    if (view.terminating()) {
      return pod + " is stopping";
    }
    if (state == null) {
      return pod
          + (view.waitingFor() == null ? " does not answer" : " waits: " + view.waitingFor());
    }
    return state.loading() ? pod + " is loading its data" : pod + " is not in step";
  }

  /** Labels of the former roles stay, so that replicas are read from while there is no master. */
  private Plan waiting(Situation situation) {
    return new Plan(intent, actions, keptNodes(), keptInSync(), false, situation);
  }

  private Plan record(Intent next, Situation situation) {
    return new Plan(next, List.of(), keptNodes(), keptInSync(), false, situation);
  }

  /** Without a serving master pods may be added but none taken away: one may be the newest. */
  private int keptNodes() {
    Observed.SetView set = observed.statefulSet();
    return Math.max(input.nodes(), set == null ? 0 : set.replicas());
  }

  private Set<String> keptInSync() {
    Set<String> kept = new TreeSet<>();
    for (PodView pod : observed.pods()) {
      if (pod.inSync() && observed.state(pod.name()) != null) {
        kept.add(pod.name());
      }
    }
    return kept;
  }
}
