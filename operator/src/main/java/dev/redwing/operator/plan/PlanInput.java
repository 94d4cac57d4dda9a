package dev.redwing.operator.plan;

import dev.redwing.operator.config.ClusterId;
import dev.redwing.operator.observe.Observed;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a plan follows from.
 *
 * @param nodes pods the spec asks for
 * @param templateHash the template pods shall have, null when the spec cannot be carried out and
 *     pods are left as they are
 * @param directives what live servers are held to
 * @param pause the running pause of a handover, null when there is none
 */
public record PlanInput(
    ClusterId id,
    int nodes,
    @Nullable String templateHash,
    Map<String, String> directives,
    ConfigMemory configMemory,
    Intent intent,
    Observed observed,
    @Nullable Pause pause,
    long nowMillis) {

  /** Writes of a master are held from one moment to another. */
  public record Pause(String pod, long sinceMillis, long untilMillis) {}
}
