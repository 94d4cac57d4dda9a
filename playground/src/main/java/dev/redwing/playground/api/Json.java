package dev.redwing.playground.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reading and writing the JSON trees in which objects are kept. */
public final class Json {
  static final ObjectMapper MAPPER = new ObjectMapper();
  private static final KubernetesSerialization TYPED = new KubernetesSerialization();

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode parse(byte[] bytes) {
    try {
      return MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw ApiException.badRequest("the body is not JSON: " + e.getMessage());
    }
  }

  /** A YAML (or JSON) document, as the tree the server stores. */
  public static ObjectNode fromYaml(String yaml) {
    return tree(TYPED.unmarshal(yaml, Map.class));
  }

  /** The tree of a typed object. Numbers get the node type that parsing gives them. */
  public static ObjectNode tree(Object typed) {
    return (ObjectNode)
        parse(TYPED.asJson(typed).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  public static <T> T typed(ObjectNode tree, Class<T> type) {
    return TYPED.convertValue(tree, type);
  }

  /** The child object of that name, made when it is not there. */
  public static ObjectNode child(ObjectNode parent, String name) {
    return parent.get(name) instanceof ObjectNode present ? present : parent.putObject(name);
  }

  static JsonNode at(JsonNode node, String dottedPath) {
    JsonNode at = node;
    for (String name : dottedPath.split("\\.", -1)) {
      at = at.path(name);
    }
    return at;
  }

  static void set(ObjectNode node, String dottedPath, JsonNode value) {
    String[] names = dottedPath.split("\\.", -1);
    ObjectNode parent = node;
    for (int i = 0; i < names.length - 1; i++) {
      parent = child(parent, names[i]);
    }
    parent.set(names[names.length - 1], value);
  }

  public static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }

  /** The namespace, empty for an object of the cluster. */
  public static String namespace(JsonNode object) {
    return object.path("metadata").path("namespace").asText();
  }

  public static String uid(JsonNode object) {
    return object.path("metadata").path("uid").asText();
  }

  public static boolean isTerminating(JsonNode object) {
    return object.path("metadata").has("deletionTimestamp");
  }

  /** Maps, lists, numbers and strings: what CEL works on. */
  static @Nullable Object plain(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        node.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
        yield map;
      }
      case ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        node.forEach(item -> list.add(plain(item)));
        yield list;
      }
      case NUMBER -> node.isIntegralNumber() ? (Object) node.longValue() : node.doubleValue();
      case BOOLEAN -> node.booleanValue();
      case STRING, BINARY, POJO -> node.asText();
      case NULL, MISSING -> null;
    };
  }
}
