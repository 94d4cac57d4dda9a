package dev.redwing.operator.plan;

import dev.redwing.operator.config.Directive;
import dev.redwing.operator.config.Directives;
import dev.redwing.operator.config.RedisConf;
import dev.redwing.operator.observe.NodeState;
import dev.redwing.operator.observe.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which {@code CONFIG SET}s a server needs. */
final class LiveConfig {
  /** What follows from a pod's memory limit. */
  private static final Set<String> OF_MEMORY = Set.of("maxmemory", "maxmemory-clients");

  private LiveConfig() {}

  static List<Action> differences(PlanInput input, PodView pod, NodeState state) {
    List<Action> actions = new ArrayList<>();
    // A pod with a former template may have a former memory limit: more would kill it.
    boolean outdated = !pod.templateIs(input.templateHash());
    input
        .directives()
        .forEach(
            (name, wanted) -> {
              Directive directive = Directives.find(name);
              String live = state.config().get(name);
              boolean mayChange =
                  directive != null && directive.live() && !(outdated && OF_MEMORY.contains(name));
              if (directive != null && mayChange && live != null) {
                String value = RedisConf.unquote(wanted);
                ConfigMemory.Key key = new ConfigMemory.Key(pod.uid(), name);
                if (!directive.sameValue(value, live)
                    && !input.configMemory().isSettled(key, value, live)) {
                  actions.add(new Action.SetDirective(pod.name(), name, value));
                }
              }
            });
    return actions;
  }
}
