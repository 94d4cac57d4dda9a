package dev.redwing.operator.desired;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Merges a user's pod spec over the operator's as Kubernetes' strategic merge does: objects by
 * field, lists of named things by their key, other lists appended, the rest replaced.
 */
final class PodOverride {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The fields that name an element, in the order they are looked for. */
  private static final List<String> KEYS =
      List.of("name", "mountPath", "devicePath", "containerPort", "ip", "topologyKey");

  private PodOverride() {}

  static PodSpec merge(PodSpec base, @Nullable PodSpec override) {
    if (override == null) {
      return base;
    }
    ObjectNode merged = JSON.valueToTree(base);
    merge(merged, JSON.<ObjectNode>valueToTree(override));
    return JSON.convertValue(merged, PodSpec.class);
  }

  private static void merge(ObjectNode base, ObjectNode override) {
    for (Map.Entry<String, JsonNode> field : override.properties()) {
      JsonNode ours = base.get(field.getKey());
      JsonNode theirs = field.getValue();
      if (ours instanceof ObjectNode object && theirs instanceof ObjectNode over) {
        merge(object, over);
      } else if (ours instanceof ArrayNode array && theirs instanceof ArrayNode over) {
        mergeList(field.getKey(), base, array, over);
      } else {
        base.set(field.getKey(), theirs);
      }
    }
  }

  private static void mergeList(String name, ObjectNode base, ArrayNode ours, ArrayNode theirs) {
    boolean objects = theirs.valueStream().allMatch(JsonNode::isObject);
    if (!objects) {
      base.set(name, theirs);
      return;
    }
    for (JsonNode element : theirs) {
      ObjectNode match = find(name, ours, element);
      if (match == null) {
        ours.add(element);
      } else {
        merge(match, (ObjectNode) element);
      }
    }
  }

  private static @Nullable ObjectNode find(String list, ArrayNode ours, JsonNode element) {
    // A volume may be mounted twice: its mounts are told apart by path, not by the volume's name.
    String key =
        list.equals("volumeMounts")
            ? "mountPath"
            : KEYS.stream().filter(element::has).findFirst().orElse(null);
    if (key == null || !element.has(key)) {
      return null;
    }
    for (Iterator<JsonNode> each = ours.elements(); each.hasNext(); ) {
      if (each.next() instanceof ObjectNode object && element.get(key).equals(object.get(key))) {
        return object;
      }
    }
    return null;
  }
}
