package dev.redwing.operator.observe;

import org.jspecify.annotations.Nullable;

/**
 * What matters of a pod.
 *
 * @param waitingFor why a container does not run, such as ImagePullBackOff; null when all run
 * @param role the role label, null when there is none
 */
public record PodView(
    String name,
    String uid,
    int ordinal,
    @Nullable String address,
    boolean ready,
    boolean terminating,
    @Nullable String waitingFor,
    @Nullable String role,
    boolean inSync,
    @Nullable String templateHash) {
  /** Whether the pod was made from the given template; any will do when none is given. */
  public boolean templateIs(@Nullable String wanted) {
    return wanted == null || wanted.equals(templateHash);
  }
}
