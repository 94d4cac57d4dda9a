package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.ApiException.Cause;
import dev.redwing.playground.api.Owners.Manager;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What each write means: the one place through which every object goes on its way into the store,
 * whether it came over HTTP or from one of the playground's own controllers.
 *
 * <p>All writes end in {@link #store}: defaults, pruning, validation, ownership of fields, the
 * generation, and whether anything changed at all (a write that changes nothing is no write).
 */
public final class Registry {
  /** Who writes, and how. */
  public record Write(String manager, boolean force, boolean dryRun, boolean strict) {
    public static Write as(String manager) {
      return new Write(manager, false, false, false);
    }
  }

  /** How to delete. A null grace is the object's own; an empty policy is Background. */
  public record Deletion(
      @Nullable Integer graceSeconds, String policy, String uid, String resourceVersion) {
    public static final Deletion BACKGROUND = new Deletion(null, "", "", "");
    public static final Deletion NOW = new Deletion(0, "", "", "");
  }

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.:]*[a-z0-9])?");
  static final String FOREGROUND = "foregroundDeletion";
  static final String ORPHAN = "orphan";

  private final Store store = new Store();
  private final ResourceTypes types = new ResourceTypes();
  private final List<Admission> admissions = new ArrayList<>(List.of(new BuiltInDefaults()));
  private final Clock clock;

  public Registry(Clock clock) {
    this.clock = clock;
    for (String name : List.of("default", "kube-system", "kube-node-lease")) {
      ObjectNode namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
      namespace.putObject("metadata").put("name", name);
      namespace.putObject("status").put("phase", "Active");
      create(ResourceTypes.NAMESPACE, namespace, Write.as("kube-apiserver"));
    }
  }

  public ResourceTypes types() {
    return types;
  }

  Store store() {
    return store;
  }

  /** Lets a controller complete objects on their way in; only before the first request. */
  public void addAdmission(Admission admission) {
    admissions.add(admission);
  }

  /** Called after each change, and must return at once. */
  public void onChange(Runnable listener) {
    store.onChange(listener);
  }

  public String now() {
    return Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  // ---- reads ---------------------------------------------------------------------------------

  public @Nullable ObjectNode find(ResourceType type, String namespace, String name) {
    return store.get(type, namespace, name);
  }

  public ObjectNode get(ResourceType type, String namespace, String name) {
    ObjectNode object = store.get(type, namespace, name);
    if (object == null) {
      throw ApiException.notFound(type, name);
    }
    return object;
  }

  /** The objects of a type, of all namespaces when that is empty. */
  public List<ObjectNode> list(ResourceType type, String namespace) {
    return store.list(type, namespace);
  }

  public List<ObjectNode> list(ResourceType type, String namespace, Predicate<JsonNode> selector) {
    return store.list(type, namespace).stream().filter(selector).toList();
  }

  // ---- writes --------------------------------------------------------------------------------

  public ObjectNode create(ResourceType type, ObjectNode object, Write write) {
    return store.atomically(
        () -> {
          ObjectNode made = object.deepCopy();
          ObjectNode metadata = Json.child(made, "metadata");
          nameIfAsked(metadata);
          String name = metadata.path("name").asText();
          checkName(type, metadata);
          if (!metadata.path("resourceVersion").asText("").isEmpty()) {
            throw ApiException.badRequest(
                "resourceVersion should not be set on objects to be created");
          }
          if (store.get(type, Json.namespace(made), name) != null) {
            throw ApiException.alreadyExists(type, name);
          }
          requireNamespace(type, Json.namespace(made));
          if (type.statusSubresource() && !type.equals(ResourceTypes.NAMESPACE)) {
            made.remove("status");
          }
          metadata.remove("managedFields");
          Owners owners = new Owners();
          return store(type, null, made, owners, update(write, ""), write);
        });
  }

  /** PUT of a whole object, or of one subresource of it. */
  public ObjectNode update(ResourceType type, ObjectNode object, String subresource, Write write) {
    return store.atomically(
        () -> {
          ObjectNode live = get(type, Json.namespace(object), Json.name(object));
          JsonNode metadata = object.path("metadata");
          String version = metadata.path("resourceVersion").asText("");
          if (!version.isEmpty()
              && !version.equals(live.path("metadata").path("resourceVersion").asText())) {
            throw ApiException.staleVersion(type, Json.name(object));
          }
          String uid = metadata.path("uid").asText("");
          if (!uid.isEmpty() && !uid.equals(Json.uid(live))) {
            throw ApiException.preconditionFailed(
                type, Json.name(object), "UID", uid, Json.uid(live));
          }
          ObjectNode wanted = withFixedParts(type, live, object, subresource);
          Owners owners = Owners.of(live);
          return store(type, live, wanted, owners, update(write, subresource), write);
        });
  }

  /** Reads, changes and writes in one step: for controllers, which then cannot conflict. */
  public ObjectNode edit(
      ResourceType type,
      String namespace,
      String name,
      String subresource,
      Write write,
      UnaryOperator<ObjectNode> change) {
    return store.atomically(
        () -> {
          ObjectNode live = get(type, namespace, name);
          return update(type, change.apply(live.deepCopy()), subresource, write);
        });
  }

  ObjectNode patch(
      ResourceType type,
      String namespace,
      String name,
      String subresource,
      String contentType,
      JsonNode body,
      Write write) {
    return edit(
        type,
        namespace,
        name,
        subresource,
        write,
        live -> Patch.patched(contentType, live, body, types.shapeOf(type)));
  }

  /** Server-side apply; makes the object when there is none. */
  public ObjectNode apply(ResourceType type, ObjectNode applied, String subresource, Write write) {
    return store.atomically(
        () -> {
          String name = Json.name(applied);
          ObjectNode live = store.get(type, Json.namespace(applied), name);
          if (live == null && !subresource.isEmpty()) {
            throw ApiException.notFound(type, name);
          }
          checkAppliedMetadata(type, live, applied);
          ObjectNode wanted = part(type, applied, subresource);
          refuseUndeclaredFields(type, wanted);
          Manager manager = new Manager(write.manager(), true, subresource);
          Shape shape = types.shapeOf(type);
          ObjectNode base = live == null ? emptyLike(applied) : live;
          Owners owners = Owners.of(base);
          ObjectNode merged =
              Apply.merge(type, base, wanted, shape, owners, manager, write.force(), now());
          if (live == null) {
            checkName(type, Json.child(merged, "metadata"));
            requireNamespace(type, Json.namespace(merged));
          }
          return store(type, live, merged, owners, null, write);
        });
  }

  /** The object as it stays behind (terminating), or null when it is gone. */
  public @Nullable ObjectNode delete(
      ResourceType type, String namespace, String name, Deletion how) {
    return store.atomically(
        () -> {
          ObjectNode live = get(type, namespace, name);
          checkPreconditions(type, live, how);
          ObjectNode next = live.deepCopy();
          ObjectNode metadata = Json.child(next, "metadata");
          if (how.policy().equals("Foreground")) {
            addFinalizer(metadata, FOREGROUND);
          } else if (how.policy().equals("Orphan")) {
            addFinalizer(metadata, ORPHAN);
          }
          int grace = graceSeconds(type, live, how);
          boolean stays = grace > 0 || !metadata.path("finalizers").isEmpty();
          if (!stays) {
            removed(type, live);
            return null;
          }
          boolean shorter =
              metadata.path("deletionGracePeriodSeconds").asInt(Integer.MAX_VALUE) > grace;
          if (!Json.isTerminating(live) || shorter) {
            Instant deadline = Instant.now(clock).truncatedTo(ChronoUnit.SECONDS);
            metadata.put("deletionTimestamp", deadline.plusSeconds(grace).toString());
            metadata.put("deletionGracePeriodSeconds", grace);
            if (type.countsGenerations() && !Json.isTerminating(live)) {
              metadata.put("generation", metadata.path("generation").asLong() + 1);
            }
          }
          return next.equals(live) ? live : store.put(type, next);
        });
  }

  // ---- the steps -----------------------------------------------------------------------------

  private ObjectNode store(
      ResourceType type,
      @Nullable ObjectNode live,
      ObjectNode wanted,
      Owners owners,
      @Nullable Manager updater,
      Write write) {
    wanted.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    Schema schema = types.schemaOf(type);
    if (schema != null) {
      List<String> unknown = schema.prune(wanted);
      if (write.strict() && !unknown.isEmpty()) {
        throw ApiException.badRequest(
            "strict decoding error: unknown field \""
                + String.join("\", unknown field \"", unknown)
                + "\"");
      }
    }
    if (updater != null) {
      own(owners, updater, live, wanted, types.shapeOf(type));
    }
    owners.writeTo(wanted);
    if (schema != null) {
      schema.fillDefaults(wanted);
      validate(type, schema, wanted, live);
    }
    if (type.equals(ResourceTypes.CUSTOM_RESOURCE_DEFINITION)) {
      CustomDefinitions.complete(type, wanted, now());
    }
    admissions.forEach(admission -> admission.admit(type, live, wanted));
    ObjectNode metadata = Json.child(wanted, "metadata");
    if (live == null) {
      metadata.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", now());
      if (type.countsGenerations()) {
        metadata.put("generation", 1);
      }
    } else if (type.countsGenerations() && specChanged(live, wanted)) {
      metadata.put("generation", live.path("metadata").path("generation").asLong() + 1);
    }
    // Through text and back: numbers that were put here have the node type that parsed ones have.
    ObjectNode next = (ObjectNode) Json.parse(Json.bytes(wanted));
    if (live != null && next.equals(live)) {
      return live;
    }
    if (write.dryRun()) {
      return next;
    }
    if (live != null && isFinished(next)) {
      removed(type, live);
      return next;
    }
    ObjectNode stored = store.put(type, next);
    if (type.equals(ResourceTypes.CUSTOM_RESOURCE_DEFINITION)) {
      types.define(stored);
    }
    return stored;
  }

  /** A terminating object goes when its last finalizer does; pods wait for the kubelet, too. */
  private static boolean isFinished(ObjectNode object) {
    JsonNode metadata = object.path("metadata");
    return Json.isTerminating(object)
        && metadata.path("finalizers").isEmpty()
        && metadata.path("deletionGracePeriodSeconds").asInt(0) == 0;
  }

  private void removed(ResourceType type, ObjectNode live) {
    store.remove(type, live);
    if (type.equals(ResourceTypes.CUSTOM_RESOURCE_DEFINITION)) {
      JsonNode spec = live.path("spec");
      String version = spec.path("versions").path(0).path("name").asText();
      String plural = spec.path("names").path("plural").asText();
      ResourceType custom = types.find(spec.path("group").asText(), version, plural);
      if (custom != null) {
        store.list(custom, "").forEach(object -> store.remove(custom, object));
      }
      types.forget(Json.name(live));
    }
  }

  private void own(
      Owners owners, Manager updater, @Nullable ObjectNode live, ObjectNode wanted, Shape shape) {
    FieldSet after = FieldSet.of(wanted, shape);
    FieldSet before = live == null ? new FieldSet(java.util.Set.of()) : FieldSet.of(live, shape);
    java.util.Set<Path> changed = new java.util.LinkedHashSet<>();
    for (Path path : after.paths()) {
      boolean isItem = path.elements().getLast().startsWith("k:");
      if (live == null
          || !before.paths().contains(path)
          || (!isItem && !Objects.equals(path.in(live, shape), path.in(wanted, shape)))) {
        changed.add(path);
      }
    }
    FieldSet written = new FieldSet(changed);
    String now = now();
    owners.takeFromAll(before.minus(after), now);
    owners.takeFromOthers(updater, written, now);
    owners.set(updater, owners.of(updater).plus(written), now);
  }

  private static Manager update(Write write, String subresource) {
    return new Manager(write.manager(), false, subresource);
  }

  private static void validate(
      ResourceType type, Schema schema, ObjectNode object, @Nullable ObjectNode live) {
    List<Cause> causes = new ArrayList<>(SchemaCheck.causes(schema, object));
    if (causes.isEmpty()) {
      causes.addAll(CelRules.causes(schema, object, live));
    }
    if (!causes.isEmpty()) {
      throw ApiException.invalid(type, Json.name(object), causes);
    }
  }

  private void refuseUndeclaredFields(ResourceType type, ObjectNode applied) {
    Schema schema = types.schemaOf(type);
    if (schema == null) {
      return;
    }
    List<String> unknown = schema.prune(applied.deepCopy());
    if (!unknown.isEmpty()) {
      throw ApiException.internal(
          "failed to create typed patch object (%s/%s; %s, Kind=%s): .%s: field not declared in schema"
              .formatted(
                  Json.namespace(applied),
                  Json.name(applied),
                  type.apiVersion(),
                  type.kind(),
                  unknown.getFirst()));
    }
  }

  private static boolean specChanged(ObjectNode live, ObjectNode wanted) {
    ObjectNode before = live.deepCopy();
    ObjectNode after = wanted.deepCopy();
    before.remove(List.of("metadata", "status"));
    after.remove(List.of("metadata", "status"));
    return !before.equals((ObjectNode) Json.parse(Json.bytes(after)));
  }

  /** The object as wanted, with the parts that this kind of write cannot change as they are. */
  private static ObjectNode withFixedParts(
      ResourceType type, ObjectNode live, ObjectNode object, String subresource) {
    ObjectNode wanted;
    if (subresource.isEmpty()) {
      wanted = object.deepCopy();
      if (type.statusSubresource()) {
        wanted.remove("status");
        if (live.has("status")) {
          wanted.set("status", live.get("status").deepCopy());
        }
      }
    } else {
      wanted = live.deepCopy();
      wanted.remove("status");
      if (object.has("status")) {
        wanted.set("status", object.get("status").deepCopy());
      }
    }
    ObjectNode metadata = Json.child(wanted, "metadata");
    for (String fixed :
        List.of(
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation",
            "resourceVersion",
            "managedFields")) {
      metadata.remove(fixed);
      if (live.path("metadata").has(fixed)) {
        metadata.set(fixed, live.path("metadata").get(fixed).deepCopy());
      }
    }
    return wanted;
  }

  /** What of an applied object counts: all but the status, or the status alone. */
  private static ObjectNode part(ResourceType type, ObjectNode applied, String subresource) {
    ObjectNode part = applied.deepCopy();
    if (subresource.isEmpty()) {
      if (type.statusSubresource()) {
        part.remove("status");
      }
      return part;
    }
    ObjectNode only = emptyLike(applied);
    if (applied.has("status")) {
      only.set("status", applied.get("status").deepCopy());
    }
    return only;
  }

  private static ObjectNode emptyLike(ObjectNode object) {
    ObjectNode empty = Json.object();
    empty.set("apiVersion", object.path("apiVersion"));
    empty.set("kind", object.path("kind"));
    ObjectNode metadata = empty.putObject("metadata").put("name", Json.name(object));
    if (!Json.namespace(object).isEmpty()) {
      metadata.put("namespace", Json.namespace(object));
    }
    return empty;
  }

  private static void checkAppliedMetadata(
      ResourceType type, @Nullable ObjectNode live, ObjectNode applied) {
    JsonNode metadata = applied.path("metadata");
    if (!metadata.path("managedFields").isEmpty()) {
      throw ApiException.badRequest("metadata.managedFields must be nil");
    }
    String version = metadata.path("resourceVersion").asText("");
    boolean stale =
        !version.isEmpty()
            && (live == null
                || !version.equals(live.path("metadata").path("resourceVersion").asText()));
    if (stale) {
      throw ApiException.staleVersion(type, Json.name(applied));
    }
  }

  private static void checkPreconditions(ResourceType type, ObjectNode live, Deletion how) {
    if (!how.uid().isEmpty() && !how.uid().equals(Json.uid(live))) {
      throw ApiException.preconditionFailed(
          type, Json.name(live), "UID", how.uid(), Json.uid(live));
    }
    String version = live.path("metadata").path("resourceVersion").asText();
    if (!how.resourceVersion().isEmpty() && !how.resourceVersion().equals(version)) {
      throw ApiException.preconditionFailed(
          type, Json.name(live), "ResourceVersion", how.resourceVersion(), version);
    }
  }

  private static int graceSeconds(ResourceType type, ObjectNode live, Deletion how) {
    boolean runs =
        type.equals(ResourceTypes.POD) && !live.path("spec").path("nodeName").asText("").isEmpty();
    if (!runs) {
      return 0;
    }
    Integer asked = how.graceSeconds();
    return asked != null
        ? asked
        : live.path("spec").path("terminationGracePeriodSeconds").asInt(30);
  }

  private static void addFinalizer(ObjectNode metadata, String finalizer) {
    ArrayNode finalizers = metadata.withArray("finalizers");
    for (JsonNode present : finalizers) {
      if (present.asText().equals(finalizer)) {
        return;
      }
    }
    finalizers.add(finalizer);
  }

  private static void nameIfAsked(ObjectNode metadata) {
    if (metadata.path("name").asText("").isEmpty() && metadata.has("generateName")) {
      String suffix = UUID.randomUUID().toString().substring(0, 5);
      metadata.put("name", metadata.path("generateName").asText() + suffix);
    }
  }

  private static void checkName(ResourceType type, ObjectNode metadata) {
    String name = metadata.path("name").asText("");
    if (name.isEmpty()) {
      String message = "Required value: name or generateName is required";
      throw ApiException.invalid(
          type, name, List.of(new Cause("FieldValueRequired", message, "metadata.name")));
    }
    if (name.length() > 253 || !NAME.matcher(name).matches()) {
      String message =
          ("Invalid value: \"%s\": a lowercase RFC 1123 subdomain must consist of lower case"
                  + " alphanumeric characters, '-' or '.', and must start and end with an"
                  + " alphanumeric character")
              .formatted(name);
      throw ApiException.invalid(
          type, name, List.of(new Cause("FieldValueInvalid", message, "metadata.name")));
    }
  }

  private void requireNamespace(ResourceType type, String namespace) {
    if (!type.namespaced()) {
      return;
    }
    ObjectNode found = store.get(ResourceTypes.NAMESPACE, "", namespace);
    if (found == null) {
      throw ApiException.notFound(ResourceTypes.NAMESPACE, namespace);
    }
    if (Json.isTerminating(found)) {
      throw ApiException.forbidden(
          type,
          "",
          "unable to create new content in namespace %s because it is being terminated"
              .formatted(namespace));
    }
  }
}
