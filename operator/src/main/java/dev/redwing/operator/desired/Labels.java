package dev.redwing.operator.desired;

import dev.redwing.operator.config.ClusterId;
import java.util.Map;
import java.util.TreeMap;

/** Labels and annotations: what marks an object as ours and whose it is. */
public final class Labels {
  public static final String APP = "app.kubernetes.io/name";
  public static final String APP_VALUE = "redwing";
  public static final String INSTANCE = "app.kubernetes.io/instance";
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  public static final String OPERATOR = "redwing-operator";

  /** On pods: {@link #MASTER} or {@link #REPLICA}; absent while a pod is neither. */
  public static final String ROLE = "redwing.dev/role";

  public static final String MASTER = "master";
  public static final String REPLICA = "replica";

  /** On replicas' pods: {@code true} while the replica follows closely enough to be read from. */
  public static final String IN_SYNC = "redwing.dev/in-sync";

  /** On every object: a hash of what was asked for, so that a field left out now is noticed. */
  public static final String DESIRED_HASH = "redwing.dev/desired-hash";

  /** On pods, from the template: a pod that carries another one is out of date. */
  public static final String TEMPLATE_HASH = "redwing.dev/template-hash";

  /** On the ConfigMap: directives that were once set and are held at Redis's default since. */
  public static final String RESET = "redwing.dev/reset-directives";

  /** What the operator's informers watch. */
  public static final String SELECT_MANAGED = MANAGED_BY + "=" + OPERATOR;

  private Labels() {}

  /** What selects a resource's pods: never to be changed, a StatefulSet's selector is immutable. */
  public static Map<String, String> selector(ClusterId id) {
    return new TreeMap<>(Map.of(APP, APP_VALUE, INSTANCE, id.name()));
  }

  public static Map<String, String> of(ClusterId id) {
    Map<String, String> labels = selector(id);
    labels.put(MANAGED_BY, OPERATOR);
    return labels;
  }

  public static Map<String, String> masterSelector(ClusterId id) {
    Map<String, String> labels = selector(id);
    labels.put(ROLE, MASTER);
    return labels;
  }

  public static Map<String, String> replicaSelector(ClusterId id) {
    Map<String, String> labels = selector(id);
    labels.put(ROLE, REPLICA);
    return labels;
  }

  static Map<String, String> inSyncSelector(ClusterId id) {
    Map<String, String> labels = replicaSelector(id);
    labels.put(IN_SYNC, "true");
    return labels;
  }

  /** A selector as the scale subresource shows it. */
  public static String asText(Map<String, String> selector) {
    return String.join(
        ",", selector.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
  }
}
