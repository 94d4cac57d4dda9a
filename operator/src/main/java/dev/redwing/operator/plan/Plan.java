package dev.redwing.operator.plan;

import java.util.List;
import java.util.Set;

/**
 * What a pass decided.
 *
 * @param intent the intent from now on; when it differs from the former it is recorded and nothing
 *     else is done in this pass
 * @param nodes pods the StatefulSet shall have
 * @param inSync replicas close enough behind the master to be read from
 * @param masterServes whether the target serves as master in the intent's term
 */
public record Plan(
    Intent intent,
    List<Action> actions,
    int nodes,
    Set<String> inSync,
    boolean masterServes,
    Situation situation) {
  public Plan {
    actions = List.copyOf(actions);
    inSync = Set.copyOf(inSync);
  }
}
