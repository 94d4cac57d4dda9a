package dev.redwing.playground.api;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request's path names: a type, and perhaps a namespace, a name and a subresource. */
record Target(ResourceType type, String namespace, String name, String subresource) {

  /** The target of a path below a group and version, or null when it names none. */
  static @Nullable Target of(ResourceTypes types, String group, String version, String rest) {
    List<String> parts = Arrays.stream(rest.split("/", -1)).filter(p -> !p.isEmpty()).toList();
    String namespace = "";
    if (parts.size() >= 3
        && parts.getFirst().equals("namespaces")
        && !parts.get(2).equals("status")
        && !parts.get(2).equals("finalize")) {
      namespace = parts.get(1);
      parts = parts.subList(2, parts.size());
    }
    if (parts.isEmpty() || parts.size() > 3) {
      return null;
    }
    ResourceType type = types.find(group, version, parts.getFirst());
    if (type == null) {
      return null;
    }
    return new Target(
        type,
        namespace,
        parts.size() > 1 ? parts.get(1) : "",
        parts.size() > 2 ? parts.get(2) : "");
  }

  boolean isCollection() {
    return name.isEmpty();
  }
}
