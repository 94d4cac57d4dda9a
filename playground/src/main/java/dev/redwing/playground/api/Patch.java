package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Shape.ListKind;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The three patches that are not an apply: each gives the object as the client wants it. */
final class Patch {
  static final String JSON = "application/json-patch+json";
  static final String MERGE = "application/merge-patch+json";
  static final String STRATEGIC = "application/strategic-merge-patch+json";
  static final String APPLY = "application/apply-patch+yaml";

  private Patch() {}

  static ObjectNode patched(String contentType, ObjectNode live, JsonNode patch, Shape shape) {
    switch (contentType) {
      case JSON -> {
        try {
          return (ObjectNode) JsonPatch.apply(patch, live.deepCopy());
        } catch (RuntimeException e) { // the library's own exceptions have no common type
          throw ApiException.badRequest("the JSON patch does not fit: " + e.getMessage());
        }
      }
      case MERGE -> {
        return merge(live, patch, null);
      }
      case STRATEGIC -> {
        return merge(live, patch, shape);
      }
      default -> throw ApiException.unsupportedMediaType(contentType);
    }
  }

  /** RFC 7386 when there is no shape; with one, lists that have keys merge item by item. */
  private static ObjectNode merge(ObjectNode live, JsonNode patch, @Nullable Shape shape) {
    ObjectNode result = live.deepCopy();
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      String name = entry.getKey();
      JsonNode value = entry.getValue();
      Shape child = shape == null ? null : shape.field(name);
      JsonNode old = result.get(name);
      if (value.isNull()) {
        result.remove(name);
      } else if (value.isObject()) {
        ObjectNode base = old instanceof ObjectNode present ? present : Json.object();
        result.set(name, merge(base, value, child));
      } else if (child != null
          && old instanceof ArrayNode oldItems
          && value instanceof ArrayNode items
          && !child.listKind().equals(Shape.ATOMIC)) {
        result.set(name, mergeItems(oldItems, items, child));
      } else {
        result.set(name, value.deepCopy());
      }
    }
    return result;
  }

  private static ArrayNode mergeItems(ArrayNode old, ArrayNode patch, Shape shape) {
    ArrayNode result = old.deepCopy();
    ListKind kind = shape.listKind();
    for (JsonNode item : patch) {
      int index = Path.indexOf(result, String.valueOf(Path.item(item, kind, shape)), shape);
      boolean deletes = item.path("$patch").asText().equals("delete");
      if (deletes) {
        if (index >= 0) {
          result.remove(index);
        }
      } else if (index < 0) {
        result.add(item.deepCopy());
      } else if (result.get(index) instanceof ObjectNode present && item.isObject()) {
        result.set(index, merge(present, item, shape.item()));
      }
    }
    return result;
  }
}
