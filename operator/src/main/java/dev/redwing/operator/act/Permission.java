package dev.redwing.operator.act;

import java.util.List;

/**
 * What the operator may do, which is what it does: the chart's roles are compared with this list.
 * Server-side apply of an object that does not exist needs {@code create} beside {@code patch}.
 */
public record Permission(String group, String resource, List<String> verbs) {
  public Permission {
    verbs = List.copyOf(verbs);
  }

  /** In the namespaces it looks after. */
  public static final List<Permission> NAMESPACES =
      List.of(
          new Permission("redwing.dev", "redwings", List.of("list", "watch")),
          new Permission("redwing.dev", "redwings/status", List.of("update")),
          new Permission("apps", "statefulsets", List.of("list", "watch", "create", "patch")),
          new Permission("", "configmaps", List.of("list", "watch", "create", "patch")),
          new Permission("", "services", List.of("list", "watch", "create", "patch")),
          // get: the user's own secret, which carries no label of ours.
          new Permission("", "secrets", List.of("get", "list", "watch", "create", "patch")),
          new Permission(
              "policy", "poddisruptionbudgets", List.of("list", "watch", "create", "patch")),
          new Permission("", "pods", List.of("get", "list", "watch", "patch", "delete")),
          new Permission("", "persistentvolumeclaims", List.of("list", "watch")),
          new Permission("", "events", List.of("create")));

  /** In its own namespace, when operators take turns. */
  public static final List<Permission> LEASE =
      List.of(
          new Permission(
              "coordination.k8s.io", "leases", List.of("get", "create", "update", "patch")));
}
