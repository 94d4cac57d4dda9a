package dev.redwing.operator.observe;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of itself: the answer to {@code REDWING STATUS} and to {@code CONFIG GET} of
 * the directives it is held to.
 *
 * @param term the latest mastership it took part in, from before a restart too
 * @param config live values by directive
 */
public record NodeState(
    String nodeId,
    NodeRole role,
    long term,
    String replicationId,
    long offset,
    boolean loading,
    @Nullable String masterHost,
    int masterPort,
    boolean linkUp,
    long lagBytes,
    long keys,
    Map<String, String> config) {
  public NodeState {
    config = Map.copyOf(config);
  }
}
