package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which groups, versions and types there are. */
final class Discovery {
  private final ResourceTypes types;

  Discovery(ResourceTypes types) {
    this.types = types;
  }

  /** The discovery document at that path, or null when there is none. */
  @Nullable ObjectNode document(String path) {
    String[] parts = (path.startsWith("/") ? path.substring(1) : path).split("/", -1);
    return switch (parts[0]) {
      case "version" -> version();
      case "api" ->
          parts.length == 1 ? coreVersions() : parts.length == 2 ? types("", parts[1]) : null;
      case "apis" ->
          switch (parts.length) {
            case 1 -> groups();
            case 2 -> group(parts[1]);
            case 3 -> types(parts[1], parts[2]);
            default -> null;
          };
      default -> null;
    };
  }

  private static ObjectNode version() {
    return Json.object()
        .put("major", "1")
        .put("minor", "36")
        .put("gitVersion", "v1.36.0-redwing-playground")
        .put("gitCommit", "")
        .put("gitTreeState", "clean")
        .put("buildDate", "2026-11-01T00:00:00Z")
        .put("goVersion", "none")
        .put("compiler", "javac")
        .put("platform", "java");
  }

  private static ObjectNode coreVersions() {
    ObjectNode versions = Json.object().put("kind", "APIVersions");
    versions.putArray("versions").add("v1");
    return versions;
  }

  private Map<String, Set<String>> versionsByGroup() {
    Map<String, Set<String>> groups = new TreeMap<>();
    for (ResourceType type : types.all()) {
      if (!type.group().isEmpty()) {
        groups.computeIfAbsent(type.group(), group -> new TreeSet<>()).add(type.version());
      }
    }
    return groups;
  }

  private ObjectNode groups() {
    ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = list.putArray("groups");
    versionsByGroup().forEach((name, versions) -> groups.add(group(name, versions)));
    return list;
  }

  private @Nullable ObjectNode group(String name) {
    Set<String> versions = versionsByGroup().get(name);
    return versions == null
        ? null
        : group(name, versions).put("kind", "APIGroup").put("apiVersion", "v1");
  }

  private static ObjectNode group(String name, Set<String> versions) {
    ObjectNode group = Json.object().put("name", name);
    ArrayNode list = group.putArray("versions");
    for (String version : versions) {
      list.addObject().put("groupVersion", name + "/" + version).put("version", version);
    }
    group.set("preferredVersion", list.get(0).deepCopy());
    return group;
  }

  private @Nullable ObjectNode types(String group, String version) {
    List<ResourceType> here =
        types.all().stream()
            .filter(type -> type.group().equals(group) && type.version().equals(version))
            .toList();
    if (here.isEmpty()) {
      return null;
    }
    ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
    list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
    ArrayNode resources = list.putArray("resources");
    for (ResourceType type : here) {
      ObjectNode main = resource(resources, type, type.plural(), type.kind());
      for (String verb :
          List.of(
              "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")) {
        main.withArray("verbs").add(verb);
      }
      type.shortNames().forEach(shortName -> main.withArray("shortNames").add(shortName));
      if (type.statusSubresource()) {
        partial(resource(resources, type, type.plural() + "/status", type.kind()));
      }
      if (type.scale() != null) {
        ObjectNode scale = resource(resources, type, type.plural() + "/scale", "Scale");
        partial(scale.put("group", "autoscaling").put("version", "v1"));
      }
    }
    return list;
  }

  private static ObjectNode resource(ArrayNode to, ResourceType type, String name, String kind) {
    return to.addObject()
        .put("name", name)
        .put("singularName", name.contains("/") ? "" : kind.toLowerCase(java.util.Locale.ROOT))
        .put("namespaced", type.namespaced())
        .put("kind", kind);
  }

  private static void partial(ObjectNode resource) {
    resource.putArray("verbs").add("get").add("patch").add("update");
  }
}
