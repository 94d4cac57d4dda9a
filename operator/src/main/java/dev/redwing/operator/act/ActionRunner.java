package dev.redwing.operator.act;

import dev.redwing.operator.act.NodeOrders.OrderFailed;
import dev.redwing.operator.config.ClusterId;
import dev.redwing.operator.observe.NodeTarget;
import dev.redwing.operator.plan.Action;
import dev.redwing.operator.plan.ConfigMemory;
import dev.redwing.operator.plan.PlanInput.Pause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out a plan's actions through the two doors, in order, up to the first that fails. */
public final class ActionRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ActionRunner.class);

  private final NodeOrders orders;
  private final ClusterDoor cluster;
  private final LongSupplier clockMillis;

  public ActionRunner(NodeOrders orders, ClusterDoor cluster, LongSupplier clockMillis) {
    this.orders = orders;
    this.cluster = cluster;
    this.clockMillis = clockMillis;
  }

  /**
   * What came of a list of actions.
   *
   * @param done how many were carried out
   * @param pause the pause that began, null when none did
   */
  public record Outcome(
      int done, @Nullable Pause pause, ConfigMemory configMemory, @Nullable String failure) {}

  public Outcome run(
      ClusterId id,
      String resourceUid,
      List<Action> actions,
      Map<String, NodeTarget> nodes,
      ConfigMemory memory) {
    Pause pause = null;
    ConfigMemory configMemory = memory;
    int done = 0;
    for (Action action : actions) {
      try {
        switch (action) {
          case Action.PauseWrites(String pod, long millis) -> {
            long now = clockMillis.getAsLong();
            orders.pauseWrites(node(nodes, pod), millis);
            // Held from some moment after the order left: answers to later questions count.
            pause = new Pause(pod, clockMillis.getAsLong(), now + millis);
          }
          case Action.SetDirective set ->
              configMemory = setDirective(id, resourceUid, set, nodes, configMemory);
          case Action.AssignMaster(String pod, long term) -> {
            orders.assignMaster(node(nodes, pod), term);
            tell(id, resourceUid, "MasterAssigned", pod + " is master of term " + term);
          }
          case Action.AssignReplica(String pod, String host, int port, long term) -> {
            orders.assignReplica(node(nodes, pod), host, port, term);
            tell(id, resourceUid, "ReplicaAssigned", pod + " follows " + host);
          }
          case Action.Label(String pod, String role, boolean inSync) ->
              cluster.label(id, pod, role, inSync);
          case Action.DeletePod(String pod, String uid, String why) -> {
            tell(id, resourceUid, "RestartingPod", pod + " is restarted: " + why);
            cluster.deletePod(id, pod, uid);
          }
        }
        done++;
        LOG.atInfo().addKeyValue("resource", id).addKeyValue("action", action).log("done");
      } catch (OrderFailed | KubernetesClientException e) {
        LOG.atWarn()
            .addKeyValue("resource", id)
            .addKeyValue("action", action)
            .log("failed: {}", e.getMessage());
        return new Outcome(done, pause, configMemory, action + ": " + e.getMessage());
      }
    }
    return new Outcome(done, pause, configMemory, null);
  }

  private ConfigMemory setDirective(
      ClusterId id,
      String resourceUid,
      Action.SetDirective set,
      Map<String, NodeTarget> nodes,
      ConfigMemory memory)
      throws OrderFailed {
    NodeTarget node = node(nodes, set.pod());
    ConfigMemory.Key key = new ConfigMemory.Key(node.podUid(), set.name());
    String shown = set.isSecret() ? set.name() : set.name() + " " + set.value();
    try {
      String live = orders.setDirective(node, set.name(), set.value());
      tell(id, resourceUid, "ConfigApplied", set.pod() + ": CONFIG SET " + shown);
      return memory.taken(key, set.value(), live);
    } catch (OrderFailed e) {
      if (!e.refused()) {
        throw e;
      }
      cluster.event(
          id,
          resourceUid,
          true,
          "ConfigRefused",
          set.pod() + ": CONFIG SET " + shown + ": " + e.getMessage());
      return memory.refusing(key, set.value(), String.valueOf(e.getMessage()));
    }
  }

  private void tell(ClusterId id, String resourceUid, String reason, String message) {
    cluster.event(id, resourceUid, false, reason, message);
  }

  private static NodeTarget node(Map<String, NodeTarget> nodes, String pod) throws OrderFailed {
    NodeTarget node = nodes.get(pod);
    if (node == null) {
      throw new OrderFailed(pod + " has no address", false);
    }
    return node;
  }
}
