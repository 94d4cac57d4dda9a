package dev.redwing.operator.config;

import org.jspecify.annotations.Nullable;

/** A resource's namespace and name, and the names of everything that follows from it. */
public record ClusterId(String namespace, String name) implements Comparable<ClusterId> {
  public String statefulSet() {
    return name;
  }

  public String masterService() {
    return name;
  }

  public String replicasService() {
    return name + "-replicas";
  }

  public String nodesService() {
    return name + "-nodes";
  }

  public String configMap() {
    return name + "-config";
  }

  public String authSecret() {
    return name + "-auth";
  }

  public String podDisruptionBudget() {
    return name;
  }

  public String pod(int ordinal) {
    return name + "-" + ordinal;
  }

  /** The volume claim of a pod. */
  public String claim(int ordinal) {
    return "data-" + pod(ordinal);
  }

  /** The name under which a pod is found whatever its address is. */
  public String host(String pod) {
    return pod + "." + nodesService() + "." + namespace + ".svc";
  }

  /** The number of a pod, -1 when it is none of this resource's. */
  public int ordinal(@Nullable String pod) {
    if (pod == null || !pod.startsWith(name + "-")) {
      return -1;
    }
    String suffix = pod.substring(name.length() + 1);
    return suffix.matches("0|[1-9][0-9]{0,5}") ? Integer.parseInt(suffix) : -1;
  }

  @Override
  public int compareTo(ClusterId other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
