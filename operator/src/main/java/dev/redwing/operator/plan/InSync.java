package dev.redwing.operator.plan;

import dev.redwing.operator.observe.NodeRole;
import dev.redwing.operator.observe.NodeState;
import dev.redwing.operator.observe.PodView;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which replicas follow the master closely. The two limits keep a replica from entering and leaving
 * the service with every burst of writes: it enters within the smaller lag and leaves beyond the
 * larger.
 */
final class InSync {
  static final long ENTER_LAG_BYTES = 1L << 20;
  static final long LEAVE_LAG_BYTES = 16L << 20;

  private InSync() {}

  /** Replicas in step with the master. */
  static Set<String> of(PlanInput input, String master, NodeState masterState) {
    Set<String> inSync = new TreeSet<>();
    for (PodView pod : input.observed().pods()) {
      NodeState state = input.observed().state(pod.name());
      if (!pod.name().equals(master) && !pod.terminating() && follows(input, state)) {
        long limit = pod.inSync() ? LEAVE_LAG_BYTES : ENTER_LAG_BYTES;
        if (lagBytes(masterState, state) <= limit) {
          inSync.add(pod.name());
        }
      }
    }
    return inSync;
  }

  /** Whether a server is attached to the present master and its link is up. */
  static boolean follows(PlanInput input, @Nullable NodeState state) {
    return state != null && isAssigned(input, state) && state.linkUp() && !state.loading();
  }

  /** Whether a server has been told to follow the present master in the present term. */
  static boolean isAssigned(PlanInput input, NodeState state) {
    String target = input.intent().target();
    return target != null
        && state.role() == NodeRole.REPLICA
        && state.term() == input.intent().term()
        && input.id().host(target).equals(state.masterHost())
        && state.masterPort() == Planner.PORT;
  }

  /** The two were asked at slightly different moments: a replica seen later may be ahead. */
  static long lagBytes(NodeState master, @Nullable NodeState replica) {
    return replica == null ? Long.MAX_VALUE : Math.max(0, master.offset() - replica.offset());
  }
}
