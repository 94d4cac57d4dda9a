package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One node of a CRD's structural schema, with what it says about defaults and unknown fields. */
record Schema(JsonNode node) {
  static final Schema NONE = new Schema(MissingNode.getInstance());

  Schema property(String name) {
    JsonNode declared = node.path("properties").path(name);
    if (!declared.isMissingNode()) {
      return new Schema(declared);
    }
    JsonNode additional = node.path("additionalProperties");
    return additional.isObject() ? new Schema(additional) : NONE;
  }

  Schema items() {
    return new Schema(node.path("items"));
  }

  JsonNode extension(String name) {
    return node.path("x-kubernetes-" + name);
  }

  JsonNode defaultValue() {
    return node.path("default");
  }

  String type() {
    return node.path("type").asText("");
  }

  boolean isIntOrString() {
    return extension("int-or-string").asBoolean();
  }

  private boolean keepsUnknownFields() {
    return extension("preserve-unknown-fields").asBoolean()
        || node.path("additionalProperties").asBoolean(false)
        || node.isMissingNode();
  }

  /** Fields at the root that every object has, whatever its schema. */
  private static boolean isObjectField(String name) {
    return name.equals("apiVersion") || name.equals("kind") || name.equals("metadata");
  }

  /** Takes out what the schema does not declare; answers with the paths of it. */
  List<String> prune(ObjectNode object) {
    List<String> dropped = new ArrayList<>();
    prune(object, "", true, dropped);
    return dropped;
  }

  private void prune(JsonNode value, String path, boolean root, List<String> dropped) {
    if (value instanceof ObjectNode fields) {
      List<String> unknown = new ArrayList<>();
      for (Map.Entry<String, JsonNode> entry : fields.properties()) {
        String name = entry.getKey();
        if (root && isObjectField(name)) {
          continue;
        }
        String childPath = path.isEmpty() ? name : path + "." + name;
        Schema child = property(name);
        if (child.node.isMissingNode()) {
          if (!keepsUnknownFields()) {
            unknown.add(name);
            dropped.add(childPath);
          }
        } else if (entry.getValue().isNull() && !child.node.path("nullable").asBoolean()) {
          unknown.add(name);
        } else {
          child.prune(entry.getValue(), childPath, false, dropped);
        }
      }
      fields.remove(unknown);
    } else if (value instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        items().prune(list.get(i), path + "[" + i + "]", false, dropped);
      }
    }
  }

  /** Fills in the defaults of fields that are absent, in what is present. */
  void fillDefaults(JsonNode value) {
    if (value instanceof ObjectNode fields) {
      for (Map.Entry<String, JsonNode> entry : node.path("properties").properties()) {
        JsonNode absent = entry.getValue().path("default");
        if (!fields.has(entry.getKey()) && !absent.isMissingNode()) {
          fields.set(entry.getKey(), absent.deepCopy());
        }
      }
      fields.properties().forEach(entry -> property(entry.getKey()).fillDefaults(entry.getValue()));
    } else if (value instanceof ArrayNode list) {
      list.forEach(items()::fillDefaults);
    }
  }
}
