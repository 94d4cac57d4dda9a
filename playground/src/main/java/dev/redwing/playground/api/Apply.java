package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.ApiException.Cause;
import dev.redwing.playground.api.Owners.Manager;
import dev.redwing.playground.api.Shape.ListKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Server-side apply, after https://kubernetes.io/docs/reference/using-api/server-side-apply/: the
 * applied object is merged in; a field another manager owns with another value is a conflict (or is
 * taken over by force); a field this manager applied before and now leaves out goes, unless someone
 * else owns it, too.
 */
final class Apply {
  private Apply() {}

  /** The live object (or an empty one) with the applied one merged in; owners are brought along. */
  static ObjectNode merge(
      ResourceType type,
      ObjectNode live,
      ObjectNode applied,
      Shape shape,
      Owners owners,
      Manager manager,
      boolean force,
      String now) {
    FieldSet wanted = FieldSet.of(applied, shape);
    FieldSet contested = contested(live, applied, shape, owners, manager, wanted);
    if (!contested.isEmpty() && !force) {
      throw ApiException.applyConflict(
          type, Json.name(applied), causes(contested, owners, manager));
    }
    owners.takeFromOthers(manager, contested, now);

    ObjectNode merged = live.deepCopy();
    mergeObject(merged, applied, shape);
    FieldSet dropped = owners.of(manager).minus(wanted).minus(owners.ofOthers(manager));
    drop(merged, dropped, wanted.plus(owners.ofOthers(manager)), shape);
    owners.set(manager, wanted, now);
    return merged;
  }

  private static FieldSet contested(
      ObjectNode live,
      ObjectNode applied,
      Shape shape,
      Owners owners,
      Manager manager,
      FieldSet wanted) {
    Set<Path> contested = new LinkedHashSet<>();
    for (Path path : wanted.and(owners.ofOthers(manager)).paths()) {
      boolean isItem = path.elements().getLast().startsWith("k:");
      if (!isItem && !Objects.equals(path.in(live, shape), path.in(applied, shape))) {
        contested.add(path);
      }
    }
    return new FieldSet(contested);
  }

  private static List<Cause> causes(FieldSet contested, Owners owners, Manager manager) {
    List<Cause> causes = new ArrayList<>();
    for (Manager other : owners.managers()) {
      if (other.equals(manager)) {
        continue;
      }
      for (Path path : owners.of(other).and(contested).paths()) {
        String how = other.applies() ? "" : " using v1";
        causes.add(
            new Cause(
                "FieldManagerConflict",
                "conflict with \"" + other.name() + "\"" + how,
                path.toString()));
      }
    }
    return causes;
  }

  static void mergeObject(ObjectNode into, ObjectNode from, Shape shape) {
    for (Map.Entry<String, JsonNode> entry : from.properties()) {
      String name = entry.getKey();
      Shape child = shape.field(name);
      into.set(name, merged(into.get(name), entry.getValue(), child));
    }
  }

  private static JsonNode merged(
      @org.jspecify.annotations.Nullable JsonNode old, JsonNode value, Shape shape) {
    if (old instanceof ObjectNode oldFields
        && value instanceof ObjectNode fields
        && !shape.isAtomic()) {
      mergeObject(oldFields, fields, shape);
      return oldFields;
    }
    if (old instanceof ArrayNode oldItems
        && value instanceof ArrayNode items
        && !shape.listKind().equals(Shape.ATOMIC)) {
      mergeList(oldItems, items, shape);
      return oldItems;
    }
    return value.deepCopy();
  }

  private static void mergeList(ArrayNode into, ArrayNode from, Shape shape) {
    ListKind kind = shape.listKind();
    for (JsonNode item : from) {
      int index = Path.indexOf(into, String.valueOf(Path.item(item, kind, shape)), shape);
      if (index < 0) {
        into.add(item.deepCopy());
      } else {
        into.set(index, merged(into.get(index), item, shape.item()));
      }
    }
  }

  private static void drop(ObjectNode object, FieldSet dropped, FieldSet kept, Shape shape) {
    // An item goes before its fields: without its keys it could not be found any more.
    List<Path> outermostFirst =
        dropped.paths().stream()
            .sorted(Comparator.comparingInt(path -> path.elements().size()))
            .toList();
    for (Path path : outermostFirst) {
      boolean isNeeded = kept.paths().stream().anyMatch(other -> other.startsWith(path));
      if (!isNeeded && !path.isKeyOfItem()) {
        path.removeFrom(object, shape);
        dropEmptyParents(object, path, kept, shape);
      }
    }
  }

  /** An object that was there only to hold what was dropped goes with it. */
  private static void dropEmptyParents(ObjectNode object, Path path, FieldSet kept, Shape shape) {
    Path parent = path.parent();
    while (parent.elements().size() > 1) {
      JsonNode holder = parent.in(object, shape);
      if (holder == null || !holder.isEmpty() || kept.paths().contains(parent)) {
        return;
      }
      parent.removeFrom(object, shape);
      parent = parent.parent();
    }
  }
}
