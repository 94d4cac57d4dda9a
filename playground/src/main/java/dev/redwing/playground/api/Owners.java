package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who owns which fields of one object: its {@code managedFields}, read and written. */
final class Owners {
  /** A manager owns by applying and by updating separately, and again for each subresource. */
  record Manager(String name, boolean applies, String subresource) {}

  private record Owned(FieldSet fields, String time) {}

  private final Map<Manager, Owned> owned = new LinkedHashMap<>();

  static Owners of(JsonNode object) {
    Owners owners = new Owners();
    for (JsonNode entry : object.path("metadata").path("managedFields")) {
      Manager manager =
          new Manager(
              entry.path("manager").asText(),
              entry.path("operation").asText().equals("Apply"),
              entry.path("subresource").asText(""));
      FieldSet fields = FieldSet.fromFieldsV1(entry.path("fieldsV1"));
      owners.owned.put(manager, new Owned(fields, entry.path("time").asText()));
    }
    return owners;
  }

  FieldSet of(Manager manager) {
    Owned entry = owned.get(manager);
    return entry == null ? new FieldSet(java.util.Set.of()) : entry.fields();
  }

  Iterable<Manager> managers() {
    return java.util.List.copyOf(owned.keySet());
  }

  FieldSet ofOthers(Manager manager) {
    FieldSet union = new FieldSet(java.util.Set.of());
    for (Map.Entry<Manager, Owned> entry : owned.entrySet()) {
      if (!entry.getKey().equals(manager)) {
        union = union.plus(entry.getValue().fields());
      }
    }
    return union;
  }

  /** The time stays when the set does: a repeated apply must not change the object. */
  void set(Manager manager, FieldSet fields, String now) {
    Owned old = owned.get(manager);
    if (fields.isEmpty()) {
      owned.remove(manager);
    } else if (old == null || !old.fields().equals(fields)) {
      owned.put(manager, new Owned(fields, now));
    }
  }

  void takeFromOthers(Manager manager, FieldSet fields, String now) {
    for (Manager other : managers()) {
      if (!other.equals(manager)) {
        set(other, of(other).minus(fields), now);
      }
    }
  }

  void takeFromAll(FieldSet fields, String now) {
    for (Manager manager : managers()) {
      set(manager, of(manager).minus(fields), now);
    }
  }

  void writeTo(ObjectNode object) {
    ObjectNode metadata = Json.child(object, "metadata");
    metadata.remove("managedFields");
    if (owned.isEmpty()) {
      return;
    }
    ArrayNode list = metadata.putArray("managedFields");
    owned.forEach(
        (manager, entry) -> {
          ObjectNode node = list.addObject();
          node.put("manager", manager.name());
          node.put("operation", manager.applies() ? "Apply" : "Update");
          node.put("apiVersion", object.path("apiVersion").asText());
          node.put("time", entry.time()).put("fieldsType", "FieldsV1");
          node.set("fieldsV1", entry.fields().toFieldsV1());
          if (!manager.subresource().isEmpty()) {
            node.put("subresource", manager.subresource());
          }
        });
  }
}
