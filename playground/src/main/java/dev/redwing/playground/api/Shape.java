package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the parts of an object merge: which lists are maps by some key, which are sets, and which
 * values are owned as a whole. A real server takes this from the OpenAPI schema; for the built-in
 * types the names of the fields are enough, for custom ones their CRD says it.
 */
abstract sealed class Shape {
  /** What kind of list stands here; meaningless for other values. */
  sealed interface ListKind {
    /** Replaced as a whole. */
    record Atomic() implements ListKind {}

    /** Each scalar is an item of its own. */
    record Members() implements ListKind {}

    /** Items are told apart by these fields. */
    record Keyed(List<String> keys) implements ListKind {}
  }

  static final ListKind ATOMIC = new ListKind.Atomic();

  /** The shape of a field of this object. */
  abstract Shape field(String name);

  /** The shape of the items of this list. */
  abstract Shape item();

  abstract ListKind listKind();

  /** True for an object that is owned and replaced as a whole. */
  abstract boolean isAtomic();

  /** The value a key field has in an item that does not name it; empty when it has none. */
  abstract String defaultOfKey(String key);

  static Shape builtIn(ResourceType type) {
    return new BuiltIn("", type.kind().equals("EndpointSlice") ? "EndpointSlice" : "");
  }

  static Shape custom(Schema schema) {
    return new Custom(schema, true);
  }

  /** The fields of the built-in types that do not merge by default, by name. */
  private static final class BuiltIn extends Shape {
    private static final Map<String, List<String>> KEYS =
        Map.ofEntries(
            Map.entry("containers", List.of("name")),
            Map.entry("initContainers", List.of("name")),
            Map.entry("ephemeralContainers", List.of("name")),
            Map.entry("volumes", List.of("name")),
            Map.entry("volumeMounts", List.of("mountPath")),
            Map.entry("volumeDevices", List.of("devicePath")),
            Map.entry("env", List.of("name")),
            Map.entry("imagePullSecrets", List.of("name")),
            Map.entry("hostAliases", List.of("ip")),
            Map.entry("conditions", List.of("type")),
            Map.entry("ownerReferences", List.of("uid")),
            Map.entry("topologySpreadConstraints", List.of("topologyKey", "whenUnsatisfiable")));
    private static final Set<String> ATOMIC_OBJECTS =
        Set.of(
            "selector",
            "labelSelector",
            "namespaceSelector",
            "podSelector",
            "nodeSelector",
            "fieldRef",
            "resourceFieldRef",
            "configMapKeyRef",
            "secretKeyRef",
            "targetRef");
    private static final Set<String> MEMBERS = Set.of("finalizers");

    private final String name;
    private final String parent;

    BuiltIn(String name, String parent) {
      this.name = name;
      this.parent = parent;
    }

    @Override
    Shape field(String child) {
      return new BuiltIn(child, parent.equals("EndpointSlice") ? parent : name);
    }

    @Override
    Shape item() {
      return new BuiltIn(name, name);
    }

    @Override
    ListKind listKind() {
      if (name.equals("ports") && parent.equals("containers")) {
        return new ListKind.Keyed(List.of("containerPort", "protocol"));
      }
      if (name.equals("ports") && parent.equals("spec")) {
        return new ListKind.Keyed(List.of("port", "protocol"));
      }
      if (MEMBERS.contains(name)) {
        return new ListKind.Members();
      }
      List<String> keys = parent.equals("EndpointSlice") ? null : KEYS.get(name);
      return keys == null ? ATOMIC : new ListKind.Keyed(keys);
    }

    @Override
    boolean isAtomic() {
      return ATOMIC_OBJECTS.contains(name);
    }

    @Override
    String defaultOfKey(String key) {
      return key.equals("protocol") ? "TCP" : "";
    }
  }

  /** What the x-kubernetes-list-type and x-kubernetes-map-type of a CRD say. */
  private static final class Custom extends Shape {
    private final Schema schema;
    private final boolean root;

    Custom(Schema schema, boolean root) {
      this.schema = schema;
      this.root = root;
    }

    @Override
    Shape field(String child) {
      return root && child.equals("metadata")
          ? new BuiltIn("metadata", "")
          : new Custom(schema.property(child), false);
    }

    @Override
    Shape item() {
      return new Custom(schema.items(), false);
    }

    @Override
    ListKind listKind() {
      return switch (schema.extension("list-type").asText("atomic")) {
        case "set" -> new ListKind.Members();
        case "map" -> {
          List<String> keys = new ArrayList<>();
          for (JsonNode key : schema.extension("list-map-keys")) {
            keys.add(key.asText());
          }
          yield new ListKind.Keyed(keys);
        }
        default -> ATOMIC;
      };
    }

    @Override
    boolean isAtomic() {
      return schema.extension("map-type").asText().equals("atomic");
    }

    @Override
    String defaultOfKey(String key) {
      return schema.items().property(key).defaultValue().asText("");
    }
  }
}
