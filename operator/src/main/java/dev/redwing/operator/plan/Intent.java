package dev.redwing.operator.plan;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about the master, as it is recorded in the resource's status before anything is
 * done about it.
 *
 * @param term the latest mastership, 0 before the first
 * @param target the pod meant to be master in it
 * @param confirmed whether the target was seen as master in this term
 * @param joinedTerms the latest term each pod's data was seen to belong to
 */
public record Intent(
    long term, @Nullable String target, boolean confirmed, Map<String, Long> joinedTerms) {
  public static final Intent NONE = new Intent(0, null, false, Map.of());

  public Intent {
    joinedTerms = Map.copyOf(joinedTerms);
  }

  Intent elected(String pod, long newTerm) {
    return new Intent(newTerm, pod, false, joinedTerms);
  }

  Intent confirm() {
    return new Intent(term, target, true, joinedTerms);
  }

  public Intent withJoinedTerms(Map<String, Long> joined) {
    return new Intent(term, target, confirmed, joined);
  }
}
