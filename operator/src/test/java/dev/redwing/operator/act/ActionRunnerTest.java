package dev.redwing.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.operator.config.ClusterId;
import dev.redwing.operator.observe.NodeTarget;
import dev.redwing.operator.plan.Action;
import dev.redwing.operator.plan.ConfigMemory;
import dev.redwing.operator.plan.PlanInput;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ActionRunnerTest {
  private static final ClusterId ID = new ClusterId("ns", "demo");
  private final List<String> told = new ArrayList<>();
  private final Servers servers = new Servers();
  private final ActionRunner runner = new ActionRunner(servers, new Door(), () -> 1_000);

  @Test
  void firstFailureEndsThePass() {
    servers.failing = "demo-0";

    ActionRunner.Outcome outcome =
        run(
            new Action.AssignReplica("demo-1", "h", 6379, 2),
            new Action.AssignReplica("demo-0", "h", 6379, 2),
            new Action.AssignMaster("demo-1", 2));

    assertThat(outcome.done()).isEqualTo(1);
    assertThat(outcome.failure()).contains("demo-0").contains("no answer");
    assertThat(told).noneMatch(line -> line.contains("MasterAssigned"));
  }

  @Test
  void refusedDirectiveIsRememberedAndTheOthersAreSet() {
    servers.refused = "hz";

    ActionRunner.Outcome outcome =
        run(
            new Action.SetDirective("demo-0", "hz", "9999"),
            new Action.SetDirective("demo-0", "timeout", "5"));

    assertThat(outcome.done()).isEqualTo(2);
    assertThat(outcome.configMemory().refusals(Map.of("hz", "9999")))
        .containsExactly("hz 9999: ERR CONFIG SET failed");
    assertThat(outcome.configMemory().refusals(Map.of("hz", "10"))).isEmpty();
    assertThat(told).anyMatch(line -> line.startsWith("warning ConfigRefused"));
  }

  @Test
  void pauseCountsFromWhenItWasAnswered() {
    ActionRunner.Outcome outcome = run(new Action.PauseWrites("demo-0", 5_000));

    assertThat(outcome.pause()).isEqualTo(new PlanInput.Pause("demo-0", 1_000, 6_000));
  }

  @Test
  void passwordsAreNeverTold() {
    run(new Action.SetDirective("demo-0", "requirepass", "hush"));

    assertThat(String.join("\n", told)).contains("requirepass").doesNotContain("hush");
    assertThat(new Action.SetDirective("demo-0", "masterauth", "hush").toString())
        .doesNotContain("hush");
  }

  @Test
  void podWithoutAnAddressFails() {
    assertThat(run(new Action.AssignMaster("demo-9", 1)).failure()).contains("has no address");
  }

  private ActionRunner.Outcome run(Action... actions) {
    return runner.run(
        ID,
        "uid",
        List.of(actions),
        Map.of("demo-0", target("demo-0"), "demo-1", target("demo-1")),
        ConfigMemory.EMPTY);
  }

  private static NodeTarget target(String pod) {
    return new NodeTarget(pod, "uid-" + pod, "10.0.0.1", 6379, List.of(""), Set.of());
  }

  private static final class Servers implements NodeOrders {
    String failing = "";
    String refused = "";

    private void answer(NodeTarget node) throws OrderFailed {
      if (node.pod().equals(failing)) {
        throw new OrderFailed("no answer", false);
      }
    }

    @Override
    public void assignMaster(NodeTarget node, long term) throws OrderFailed {
      answer(node);
    }

    @Override
    public void assignReplica(NodeTarget node, String host, int port, long term)
        throws OrderFailed {
      answer(node);
    }

    @Override
    public void pauseWrites(NodeTarget node, long millis) throws OrderFailed {
      answer(node);
    }

    @Override
    public String setDirective(NodeTarget node, String name, String value) throws OrderFailed {
      if (name.equals(refused)) {
        throw new OrderFailed("ERR CONFIG SET failed", true);
      }
      return value;
    }
  }

  private final class Door implements ClusterDoor {
    @Override
    public void apply(HasMetadata object) {
      told.add("apply");
    }

    @Override
    public void label(ClusterId id, String pod, @Nullable String role, boolean inSync) {
      told.add("label " + pod);
    }

    @Override
    public void deletePod(ClusterId id, String pod, String uid) {
      told.add("delete " + pod);
    }

    @Override
    public void event(
        ClusterId id, String resourceUid, boolean warning, String reason, String message) {
      told.add((warning ? "warning " : "normal ") + reason + " " + message);
    }
  }
}
