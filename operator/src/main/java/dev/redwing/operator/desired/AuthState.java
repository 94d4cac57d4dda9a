package dev.redwing.operator.desired;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The password that holds and the one before it, null when none is asked for. Both are kept, since
 * a pod may still have the former one when the operator starts in the middle of a change.
 */
public record AuthState(@Nullable String password, @Nullable String previous) {
  public static final AuthState NONE = new AuthState(null, null);

  /** The state after the user's secret says {@code password}. */
  public AuthState then(@Nullable String next) {
    return Objects.equals(password, next) ? this : new AuthState(next, password);
  }

  /** What to try, in order; an empty text stands for no password. */
  public List<String> candidates() {
    List<String> candidates = new ArrayList<>();
    candidates.add(Objects.requireNonNullElse(password, ""));
    String former = Objects.requireNonNullElse(previous, "");
    if (!candidates.contains(former)) {
      candidates.add(former);
    }
    return candidates;
  }

  /** Passwords are not for logs. */
  @Override
  public String toString() {
    return "AuthState[" + (password == null ? "none" : "set") + "]";
  }
}
