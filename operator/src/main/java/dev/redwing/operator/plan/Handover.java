package dev.redwing.operator.plan;

import dev.redwing.operator.observe.NodeState;
import dev.redwing.operator.observe.PodView;
import dev.redwing.operator.plan.PlanInput.Pause;
import org.jspecify.annotations.Nullable;

/**
 * Moving mastership to another pod without losing a write: hold the writes, wait until the replica
 * has every byte, record the new term, demote, promote.
 *
 * <pre>
 *   serving --PauseWrites--> paused --offsets equal, asked after the pause--> elected (recorded)
 *           --AssignReplica(old)--> --AssignMaster(new)--> serving
 * </pre>
 *
 * The pause ends by itself: if the operator dies the former master goes on. The offsets are
 * compared again right before the demotion, within the pause.
 */
final class Handover {
  static final long PAUSE_MILLIS = 5_000;

  /** Left of the pause for an order to arrive; with less, it is renewed first. */
  static final long MARGIN_MILLIS = 1_500;

  private Handover() {}

  /**
   * The replica that takes over when pods from {@code nodes} on leave: one that has all or most.
   */
  static @Nullable String successor(PlanInput input, java.util.Set<String> inSync) {
    String best = null;
    long bestOffset = Long.MIN_VALUE;
    for (PodView pod : input.observed().pods()) {
      NodeState state = input.observed().state(pod.name());
      if (state != null
          && inSync.contains(pod.name())
          && pod.ordinal() < input.nodes()
          && state.offset() > bestOffset) {
        best = pod.name();
        bestOffset = state.offset();
      }
    }
    return best;
  }

  /** Whether writes of a master are held and will be for long enough. */
  static boolean isPaused(PlanInput input, String master) {
    Pause pause = input.pause();
    return pause != null
        && pause.pod().equals(master)
        && input.nowMillis() + MARGIN_MILLIS < pause.untilMillis();
  }

  /** Whether the successor has every byte of the paused master. */
  static boolean hasCaughtUp(PlanInput input, String master, String successor) {
    Pause pause = input.pause();
    NodeState from = input.observed().state(master);
    NodeState to = input.observed().state(successor);
    return pause != null
        && from != null
        && to != null
        && input.observed().askedAtMillis(master) > pause.sinceMillis()
        && input.observed().askedAtMillis(successor) > pause.sinceMillis()
        && from.offset() == to.offset();
  }
}
