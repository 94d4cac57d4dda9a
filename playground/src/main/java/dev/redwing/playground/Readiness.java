package dev.redwing.playground;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.crds.Redwing;
import dev.redwing.playground.api.Json;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a resource serves, telling what happens; and when it does not, says what is wrong.
 */
final class Readiness {
  /** Says why a cluster did not come up. */
  static final class NotReady extends Exception {
    private static final long serialVersionUID = 1L;

    NotReady(String message) {
      super(message);
    }
  }

  private static final Duration LOOK_PERIOD = Duration.ofMillis(200);
  private static final int HOPELESS_RESTARTS = 4;
  private static final int LOG_LINES = 25;

  private final Playground playground;
  private final PrintStream out;
  private final Map<String, String> said = new LinkedHashMap<>();

  Readiness(Playground playground, PrintStream out) {
    this.playground = playground;
    this.out = out;
  }

  void await(String resource, Duration limit) throws NotReady, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!isReady(resource)) {
      tell(resource);
      ObjectNode crashing = crashingPod(resource);
      OperatorProcess operator = playground.operator();
      if (crashing != null) {
        throw failed("the server of " + Json.name(crashing) + " ends again and again", resource);
      } else if (operator != null && !operator.isAlive()) {
        throw failed("the operator has ended", resource);
      } else if (System.nanoTime() > deadline) {
        throw failed("not ready after " + limit.toSeconds() + " s", resource);
      }
      Thread.sleep(LOOK_PERIOD);
    }
    tell(resource);
  }

  boolean isReady(String resource) {
    Redwing redwing = playground.redwing(resource);
    Condition ready = condition(redwing, "Ready");
    return ready != null
        && ready.getStatus().equals("True")
        && Objects.equals(
            redwing.getStatus().observedGeneration, redwing.getMetadata().getGeneration());
  }

  private static @Nullable Condition condition(Redwing redwing, String type) {
    if (redwing.getStatus() == null || redwing.getStatus().conditions == null) {
      return null;
    }
    for (Condition condition : redwing.getStatus().conditions) {
      if (condition.getType().equals(type)) {
        return condition;
      }
    }
    return null;
  }

  /** One line for each pod, and for the resource, when it differs from the last one said. */
  private void tell(String resource) {
    for (ObjectNode pod : playground.podsOf(resource)) {
      JsonNode labels = pod.path("metadata").path("labels");
      String role = labels.path("redwing.dev/role").asText("");
      String state = Node.of(pod, "").state();
      say("  " + Json.name(pod), role.isEmpty() ? state : state + ", " + role);
    }
    Condition ready = condition(playground.redwing(resource), "Ready");
    if (ready != null) {
      boolean holds = ready.getStatus().equals("True");
      say("  " + resource, holds ? "ready" : ready.getReason() + ": " + ready.getMessage());
    }
  }

  private void say(String who, String what) {
    if (!what.equals(said.put(who, what))) {
      out.println(who + ": " + what);
    }
  }

  private @Nullable ObjectNode crashingPod(String resource) {
    for (ObjectNode pod : playground.podsOf(resource)) {
      JsonNode container = pod.path("status").path("containerStatuses").path(0);
      if (container.path("restartCount").asInt() >= HOPELESS_RESTARTS
          && !container.path("ready").asBoolean()) {
        return pod;
      }
    }
    return null;
  }

  private NotReady failed(String what, String resource) {
    StringBuilder text = new StringBuilder(resource).append(": ").append(what);
    Redwing redwing = playground.redwing(resource);
    if (redwing.getStatus() != null && redwing.getStatus().conditions != null) {
      for (Condition condition : redwing.getStatus().conditions) {
        text.append(
            "\n  %s=%s %s: %s"
                .formatted(
                    condition.getType(),
                    condition.getStatus(),
                    condition.getReason(),
                    condition.getMessage()));
      }
    }
    Topology.of(playground, resource).table().forEach(line -> text.append("\n  ").append(line));
    try {
      for (ObjectNode pod : playground.podsOf(resource)) {
        if (!pod.path("status").path("containerStatuses").path(0).path("ready").asBoolean()) {
          append(text, "the log of " + Json.name(pod), playground.cluster().logOf(Json.name(pod)));
        }
      }
      OperatorProcess operator = playground.operator();
      if (operator != null) {
        append(text, "the log of the operator", operator.log());
      }
    } catch (IOException e) {
      text.append("\n(a log cannot be read: ").append(e.getMessage()).append(')');
    }
    return new NotReady(text.toString());
  }

  private static void append(StringBuilder text, String title, String log) {
    List<String> lines = log.lines().toList();
    text.append("\n\n").append(title).append(" ends:");
    lines
        .subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
        .forEach(line -> text.append("\n  ").append(line));
  }
}
