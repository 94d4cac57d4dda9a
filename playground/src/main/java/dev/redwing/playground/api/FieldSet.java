package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Shape.ListKind;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A set of places in an object, and its {@code fieldsV1} form. */
record FieldSet(Set<Path> paths) {
  /** What nobody owns: the server's own fields, and what only names the object. */
  private static final Set<String> UNOWNED_METADATA =
      Set.of(
          "name",
          "generateName",
          "namespace",
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "selfLink",
          "managedFields");

  FieldSet {
    paths = Set.copyOf(paths);
  }

  /** Every place that has a value in the object. */
  static FieldSet of(JsonNode object, Shape shape) {
    Set<Path> paths = new LinkedHashSet<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      String name = entry.getKey();
      if (name.equals("apiVersion") || name.equals("kind")) {
        continue;
      }
      if (name.equals("metadata")) {
        Shape metadata = shape.field(name);
        for (Map.Entry<String, JsonNode> field : entry.getValue().properties()) {
          if (!UNOWNED_METADATA.contains(field.getKey())) {
            Path at = Path.ROOT.then("f:metadata").then(Path.field(field.getKey()));
            collect(field.getValue(), metadata.field(field.getKey()), at, paths);
          }
        }
      } else {
        collect(entry.getValue(), shape.field(name), Path.ROOT.then(Path.field(name)), paths);
      }
    }
    return new FieldSet(paths);
  }

  private static void collect(JsonNode value, Shape shape, Path at, Set<Path> into) {
    if (value.isObject() && !value.isEmpty() && !shape.isAtomic()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        String name = field.getKey();
        collect(field.getValue(), shape.field(name), at.then(Path.field(name)), into);
      }
    } else if (value.isArray() && !value.isEmpty() && !shape.listKind().equals(Shape.ATOMIC)) {
      ListKind kind = shape.listKind();
      for (JsonNode item : value) {
        Path itemPath = at.then(String.valueOf(Path.item(item, kind, shape)));
        into.add(itemPath);
        if (item.isObject()) {
          collect(item, shape.item(), itemPath, into);
        }
      }
    } else {
      into.add(at);
    }
  }

  boolean isEmpty() {
    return paths.isEmpty();
  }

  FieldSet plus(FieldSet other) {
    Set<Path> union = new LinkedHashSet<>(paths);
    union.addAll(other.paths);
    return new FieldSet(union);
  }

  FieldSet minus(FieldSet other) {
    Set<Path> rest = new LinkedHashSet<>(paths);
    rest.removeAll(other.paths);
    return new FieldSet(rest);
  }

  FieldSet and(FieldSet other) {
    Set<Path> both = new LinkedHashSet<>(paths);
    both.retainAll(other.paths);
    return new FieldSet(both);
  }

  ObjectNode toFieldsV1() {
    ObjectNode root = Json.object();
    for (Path path : paths) {
      ObjectNode at = root;
      for (String element : path.elements()) {
        at = Json.child(at, element);
      }
      at.putObject(".");
    }
    dropDotsOfLeaves(root);
    return root;
  }

  /** A leaf is an empty object; only what has children as well needs the dot to be a member. */
  private static void dropDotsOfLeaves(ObjectNode node) {
    if (node.size() == 1) {
      node.remove(".");
    }
    for (JsonNode child : node) {
      if (!child.isEmpty()) {
        dropDotsOfLeaves((ObjectNode) child);
      }
    }
  }

  static FieldSet fromFieldsV1(JsonNode fields) {
    Set<Path> paths = new LinkedHashSet<>();
    read(fields, Path.ROOT, paths);
    return new FieldSet(paths);
  }

  private static void read(JsonNode node, Path at, Set<Path> into) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (entry.getKey().equals(".")) {
        into.add(at);
        continue;
      }
      Path child = at.then(entry.getKey());
      if (entry.getValue().isEmpty()) {
        into.add(child);
      } else {
        read(entry.getValue(), child, into);
      }
    }
  }
}
