package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Shape.ListKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The place of one value in an object, in the words of {@code managedFields}: {@code f:name} for a
 * field, {@code k:{"name":"a"}} for an item of a list by its keys, {@code v:"a"} for a member of a
 * set.
 */
record Path(List<String> elements) {
  static final Path ROOT = new Path(List.of());

  Path {
    elements = List.copyOf(elements);
  }

  Path then(String element) {
    List<String> longer = new ArrayList<>(elements);
    longer.add(element);
    return new Path(longer);
  }

  Path parent() {
    return new Path(elements.subList(0, elements.size() - 1));
  }

  boolean startsWith(Path other) {
    return elements.size() >= other.elements.size()
        && elements.subList(0, other.elements.size()).equals(other.elements);
  }

  /** True for a field by which its list tells its items apart: it stays as long as its item. */
  boolean isKeyOfItem() {
    if (elements.size() < 2) {
      return false;
    }
    String item = elements.get(elements.size() - 2);
    String name = elements.getLast().substring(2);
    return item.startsWith("k:") && item.contains("\"" + name + "\":");
  }

  static String field(String name) {
    return "f:" + name;
  }

  /** How an item of a list is called, or null for one of an atomic list. */
  static @Nullable String item(JsonNode item, ListKind kind, Shape list) {
    return switch (kind) {
      case ListKind.Atomic() -> null;
      case ListKind.Members() -> "v:" + item;
      case ListKind.Keyed(List<String> keys) -> {
        ObjectNode values = Json.object();
        for (String key : keys) {
          if (item.has(key)) {
            values.set(key, item.get(key));
          } else if (!list.defaultOfKey(key).isEmpty()) {
            values.put(key, list.defaultOfKey(key));
          }
        }
        yield "k:" + values;
      }
    };
  }

  /** The value at this place, or null when there is none. */
  @Nullable JsonNode in(JsonNode object, Shape rootShape) {
    JsonNode at = object;
    Shape shape = rootShape;
    for (String element : elements) {
      if (element.startsWith("f:")) {
        String name = element.substring(2);
        at = at.path(name);
        shape = shape.field(name);
      } else {
        int index = indexOf(at, element, shape);
        at = at.path(index);
        shape = shape.item();
      }
      if (at.isMissingNode()) {
        return null;
      }
    }
    return at;
  }

  /** Takes the value at this place out of the object, if it is there. */
  void removeFrom(JsonNode object, Shape rootShape) {
    JsonNode holder = parent().in(object, rootShape);
    String last = elements.getLast();
    if (holder instanceof ObjectNode fields && last.startsWith("f:")) {
      fields.remove(last.substring(2));
    } else if (holder instanceof ArrayNode items) {
      int index = indexOf(items, last, shapeAt(rootShape, parent()));
      if (index >= 0) {
        items.remove(index);
      }
    }
  }

  static Shape shapeAt(Shape rootShape, Path path) {
    Shape shape = rootShape;
    for (String element : path.elements) {
      shape = element.startsWith("f:") ? shape.field(element.substring(2)) : shape.item();
    }
    return shape;
  }

  static int indexOf(JsonNode list, String element, Shape listShape) {
    ListKind kind = listShape.listKind();
    for (int i = 0; i < list.size(); i++) {
      if (element.equals(item(list.get(i), kind, listShape))) {
        return i;
      }
    }
    return -1;
  }

  /** {@code .spec.containers[name="a"].image}: how errors show it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String element : elements) {
      String rest = element.substring(2);
      if (element.startsWith("f:")) {
        text.append('.').append(rest);
      } else if (element.startsWith("v:")) {
        text.append('[').append(rest).append(']');
      } else {
        String keys = rest.substring(1, rest.length() - 1);
        text.append('[').append(keys.replaceAll("\"([^\"]+)\":", "$1=")).append(']');
      }
    }
    return text.toString();
  }
}
