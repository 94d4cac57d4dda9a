package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Registry.Deletion;
import dev.redwing.playground.api.Registry.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Deletes what has no owner any more, and completes foreground and orphaning deletions and those of
 * namespaces. {@link #sync} looks at everything and may be called at any time.
 */
public final class GarbageCollector {
  private static final Write WRITE = Write.as("kube-controller-manager");

  private final Registry registry;

  public GarbageCollector(Registry registry) {
    this.registry = registry;
  }

  public void sync() {
    List<ObjectNode> all = registry.store().everything();
    Set<String> uids = new HashSet<>();
    all.forEach(object -> uids.add(Json.uid(object)));
    for (ObjectNode object : all) {
      if (isOrphaned(object, uids)) {
        if (!Json.isTerminating(object)) {
          delete(object);
        }
      } else if (hasFinalizer(object, Registry.ORPHAN)) {
        dependentsOf(object, all).forEach(dependent -> disown(dependent, object));
        dropFinalizer(object, Registry.ORPHAN);
      } else if (hasFinalizer(object, Registry.FOREGROUND) && Json.isTerminating(object)) {
        List<ObjectNode> dependents = dependentsOf(object, all);
        dependents.stream().filter(one -> !Json.isTerminating(one)).forEach(this::delete);
        if (dependents.stream().noneMatch(one -> blocks(one, object))) {
          dropFinalizer(object, Registry.FOREGROUND);
        }
      }
    }
    finishNamespaces(all);
  }

  /** Owners are all gone. One that is there under another uid is another object. */
  private static boolean isOrphaned(ObjectNode object, Set<String> uids) {
    JsonNode owners = object.path("metadata").path("ownerReferences");
    for (JsonNode owner : owners) {
      if (uids.contains(owner.path("uid").asText())) {
        return false;
      }
    }
    return !owners.isEmpty();
  }

  private static List<ObjectNode> dependentsOf(ObjectNode owner, List<ObjectNode> all) {
    List<ObjectNode> dependents = new ArrayList<>();
    for (ObjectNode object : all) {
      for (JsonNode reference : object.path("metadata").path("ownerReferences")) {
        if (reference.path("uid").asText().equals(Json.uid(owner))) {
          dependents.add(object);
        }
      }
    }
    return dependents;
  }

  private static boolean blocks(ObjectNode dependent, ObjectNode owner) {
    for (JsonNode reference : dependent.path("metadata").path("ownerReferences")) {
      if (reference.path("uid").asText().equals(Json.uid(owner))
          && reference.path("blockOwnerDeletion").asBoolean()) {
        return true;
      }
    }
    return false;
  }

  private void disown(ObjectNode dependent, ObjectNode owner) {
    edit(
        dependent,
        metadata -> {
          ArrayNode kept = Json.object().arrayNode();
          for (JsonNode reference : metadata.path("ownerReferences")) {
            if (!reference.path("uid").asText().equals(Json.uid(owner))) {
              kept.add(reference);
            }
          }
          metadata.remove("ownerReferences");
          if (!kept.isEmpty()) {
            metadata.set("ownerReferences", kept);
          }
        });
  }

  private static boolean hasFinalizer(ObjectNode object, String finalizer) {
    for (JsonNode present : object.path("metadata").path("finalizers")) {
      if (present.asText().equals(finalizer)) {
        return true;
      }
    }
    return false;
  }

  private void dropFinalizer(ObjectNode object, String finalizer) {
    edit(
        object,
        metadata -> {
          ArrayNode kept = Json.object().arrayNode();
          for (JsonNode present : metadata.path("finalizers")) {
            if (!present.asText().equals(finalizer)) {
              kept.add(present);
            }
          }
          metadata.set("finalizers", kept);
        });
  }

  private void finishNamespaces(List<ObjectNode> all) {
    for (ObjectNode namespace : registry.list(ResourceTypes.NAMESPACE, "")) {
      if (!Json.isTerminating(namespace)) {
        continue;
      }
      String name = Json.name(namespace);
      List<ObjectNode> content =
          all.stream().filter(object -> Json.namespace(object).equals(name)).toList();
      content.stream().filter(object -> !Json.isTerminating(object)).forEach(this::delete);
      if (content.isEmpty()) {
        dropFinalizer(namespace, "kubernetes");
      }
    }
  }

  private void edit(ObjectNode object, java.util.function.Consumer<ObjectNode> change) {
    ResourceType type = typeOf(object);
    if (registry.find(type, Json.namespace(object), Json.name(object)) == null) {
      return;
    }
    registry.edit(
        type,
        Json.namespace(object),
        Json.name(object),
        "",
        WRITE,
        live -> {
          change.accept(Json.child(live, "metadata"));
          return live;
        });
  }

  private void delete(ObjectNode object) {
    ResourceType type = typeOf(object);
    if (registry.find(type, Json.namespace(object), Json.name(object)) != null) {
      registry.delete(type, Json.namespace(object), Json.name(object), Deletion.BACKGROUND);
    }
  }

  private ResourceType typeOf(ObjectNode object) {
    ResourceType type =
        registry.types().ofKind(object.path("apiVersion").asText(), object.path("kind").asText());
    if (type == null) {
      throw new IllegalStateException("stored, but of no known type: " + object);
    }
    return type;
  }
}
