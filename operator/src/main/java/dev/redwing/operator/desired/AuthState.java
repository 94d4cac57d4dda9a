package dev.redwing.operator.desired;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The password that holds, null when none is asked for, and those before it, the latest first. They
 * are kept since a pod may still have a former one: when the operator starts in the middle of a
 * change, or when a container restarts before its kubelet brought the mounted file up to date,
 * which takes a minute or two, long enough for further changes.
 *
 * @param former an empty text stands for no password
 */
public record AuthState(@Nullable String password, List<String> former) {
  public static final AuthState NONE = new AuthState(null, List.of());
  static final int FORMER_MAX = 4;

  public AuthState {
    former = List.copyOf(former);
  }

  /** The state after the user's secret says {@code next}. */
  public AuthState then(@Nullable String next) {
    if (Objects.equals(password, next)) {
      return this;
    }
    Set<String> before = new LinkedHashSet<>();
    before.add(Objects.requireNonNullElse(password, ""));
    before.addAll(former);
    before.remove(Objects.requireNonNullElse(next, ""));
    return new AuthState(next, before.stream().limit(FORMER_MAX).toList());
  }

  /** What to try, in order; an empty text stands for no password. */
  public List<String> candidates() {
    Set<String> candidates = new LinkedHashSet<>();
    candidates.add(Objects.requireNonNullElse(password, ""));
    candidates.addAll(former);
    candidates.add("");
    return List.copyOf(candidates);
  }

  /** Passwords are not for logs. */
  @Override
  public String toString() {
    return "AuthState[" + (password == null ? "none" : "set") + "]";
  }
}
