package dev.redwing.playground.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Json;
import dev.redwing.playground.api.Registry;
import dev.redwing.playground.api.Registry.Write;
import dev.redwing.playground.api.ResourceTypes;
import dev.redwing.playground.api.Selector;
import java.util.List;

/** How many pods a budget lets go at the moment. */
final class DisruptionBudgets implements Controller {
  private static final Write WRITE = Write.as("kube-controller-manager");

  private final Registry registry;

  DisruptionBudgets(Registry registry) {
    this.registry = registry;
  }

  @Override
  public void sync() {
    registry.list(ResourceTypes.DISRUPTION_BUDGET, "").forEach(this::sync);
  }

  private void sync(ObjectNode budget) {
    JsonNode spec = budget.path("spec");
    List<ObjectNode> pods =
        registry.list(
            ResourceTypes.POD, Json.namespace(budget), Selector.ofSpec(spec.path("selector")));
    int expected = pods.size();
    int healthy = (int) pods.stream().filter(Pods::isReady).count();
    int desired =
        spec.has("minAvailable")
            ? count(spec.path("minAvailable"), expected)
            : expected - count(spec.path("maxUnavailable"), expected);
    registry.edit(
        ResourceTypes.DISRUPTION_BUDGET,
        Json.namespace(budget),
        Json.name(budget),
        "status",
        WRITE,
        live -> {
          live.putObject("status")
              .put("observedGeneration", budget.path("metadata").path("generation").asLong())
              .put("expectedPods", expected)
              .put("currentHealthy", healthy)
              .put("desiredHealthy", Math.max(0, desired))
              .put("disruptionsAllowed", Math.max(0, healthy - desired));
          return live;
        });
  }

  /** A number, or a share of all that is rounded up. */
  private static int count(JsonNode value, int of) {
    if (value.isNumber()) {
      return value.intValue();
    }
    String text = value.asText("0");
    return text.endsWith("%")
        ? (int) Math.ceil(of * Integer.parseInt(text.substring(0, text.length() - 1)) / 100.0)
        : Integer.parseInt(text);
  }
}
