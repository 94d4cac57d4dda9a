package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.ApiException.Cause;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The defaults of built-in types that clients see, and the changes they refuse. */
final class BuiltInDefaults implements Admission {
  private static final Set<String> MUTABLE_STATEFUL_SET_FIELDS =
      Set.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");

  @Override
  public void admit(ResourceType type, @Nullable ObjectNode old, ObjectNode object) {
    switch (type.kind()) {
      case "StatefulSet" -> statefulSet(type, old, object);
      case "Pod" -> {
        pod(Json.child(object, "spec"));
        putIfAbsent(Json.child(object, "status"), "phase", "Pending");
      }
      case "Service" -> service(object);
      case "Secret" -> secret(object);
      case "PersistentVolumeClaim" -> volumeClaim(type, old, object);
      case "Namespace" -> namespace(old, object);
      default -> {}
    }
  }

  private static void statefulSet(ResourceType type, @Nullable ObjectNode old, ObjectNode object) {
    ObjectNode spec = Json.child(object, "spec");
    putIfAbsent(spec, "replicas", 1);
    putIfAbsent(spec, "revisionHistoryLimit", 10);
    putIfAbsent(spec, "podManagementPolicy", "OrderedReady");
    putIfAbsent(spec, "serviceName", "");
    ObjectNode strategy = Json.child(spec, "updateStrategy");
    putIfAbsent(strategy, "type", "RollingUpdate");
    ObjectNode retention = Json.child(spec, "persistentVolumeClaimRetentionPolicy");
    putIfAbsent(retention, "whenDeleted", "Retain");
    putIfAbsent(retention, "whenScaled", "Retain");
    pod(Json.child(Json.child(spec, "template"), "spec"));
    for (JsonNode claim : spec.path("volumeClaimTemplates")) {
      putIfAbsent(Json.child((ObjectNode) claim, "spec"), "volumeMode", "Filesystem");
      putIfAbsent((ObjectNode) claim, "apiVersion", "v1");
      putIfAbsent((ObjectNode) claim, "kind", "PersistentVolumeClaim");
      putIfAbsent(Json.child((ObjectNode) claim, "status"), "phase", "Pending");
    }
    JsonNode selector = spec.path("selector");
    JsonNode template = spec.path("template");
    if (selector.isEmpty() || !Selector.ofSpec(selector).test(template)) {
      String message =
          "Invalid value: %s: `selector` does not match template `labels`"
              .formatted(template.path("metadata").path("labels"));
      throw ApiException.invalid(
          type,
          Json.name(object),
          List.of(new Cause("FieldValueInvalid", message, "spec.template.metadata.labels")));
    }
    if (old != null) {
      refuseFixedFields(type, old.path("spec"), object);
    }
  }

  private static void refuseFixedFields(ResourceType type, JsonNode old, ObjectNode object) {
    ObjectNode was = withoutMutable(old);
    ObjectNode is = withoutMutable(object.path("spec"));
    if (!was.equals(is)) {
      String message =
          "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals',"
              + " 'template', 'updateStrategy', 'revisionHistoryLimit',"
              + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
      throw ApiException.invalid(
          type, Json.name(object), List.of(new Cause("FieldValueForbidden", message, "spec")));
    }
  }

  private static ObjectNode withoutMutable(JsonNode spec) {
    ObjectNode rest = Json.object();
    for (Map.Entry<String, JsonNode> entry : spec.properties()) {
      if (!MUTABLE_STATEFUL_SET_FIELDS.contains(entry.getKey())) {
        rest.set(entry.getKey(), entry.getValue());
      }
    }
    return rest;
  }

  private static void pod(ObjectNode spec) {
    putIfAbsent(spec, "restartPolicy", "Always");
    putIfAbsent(spec, "dnsPolicy", "ClusterFirst");
    putIfAbsent(spec, "schedulerName", "default-scheduler");
    putIfAbsent(spec, "terminationGracePeriodSeconds", 30);
    Json.child(spec, "securityContext");
    for (JsonNode container : spec.path("containers")) {
      ObjectNode fields = (ObjectNode) container;
      putIfAbsent(fields, "imagePullPolicy", "IfNotPresent");
      putIfAbsent(fields, "terminationMessagePath", "/dev/termination-log");
      putIfAbsent(fields, "terminationMessagePolicy", "File");
      container.path("ports").forEach(port -> putIfAbsent((ObjectNode) port, "protocol", "TCP"));
      for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
        if (container.get(probe) instanceof ObjectNode present) {
          putIfAbsent(present, "timeoutSeconds", 1);
          putIfAbsent(present, "periodSeconds", 10);
          putIfAbsent(present, "successThreshold", 1);
          putIfAbsent(present, "failureThreshold", 3);
        }
      }
    }
  }

  private static void service(ObjectNode object) {
    ObjectNode spec = Json.child(object, "spec");
    putIfAbsent(spec, "type", "ClusterIP");
    putIfAbsent(spec, "sessionAffinity", "None");
    putIfAbsent(spec, "internalTrafficPolicy", "Cluster");
    putIfAbsent(spec, "ipFamilyPolicy", "SingleStack");
    if (!spec.has("ipFamilies")) {
      spec.putArray("ipFamilies").add("IPv4");
    }
    for (JsonNode port : spec.path("ports")) {
      putIfAbsent((ObjectNode) port, "protocol", "TCP");
      if (!port.has("targetPort")) {
        ((ObjectNode) port).set("targetPort", port.path("port"));
      }
    }
  }

  /** {@code stringData} is for writing only: it ends up in {@code data}, encoded. */
  private static void secret(ObjectNode object) {
    putIfAbsent(object, "type", "Opaque");
    JsonNode plain = object.remove("stringData");
    if (plain == null || plain.isEmpty()) {
      return;
    }
    ObjectNode data = Json.child(object, "data");
    for (Map.Entry<String, JsonNode> entry : plain.properties()) {
      byte[] bytes = entry.getValue().asText().getBytes(StandardCharsets.UTF_8);
      data.put(entry.getKey(), Base64.getEncoder().encodeToString(bytes));
    }
  }

  /** Held until its content is gone. A real one says so in its spec, where nobody looks. */
  private static void namespace(@Nullable ObjectNode old, ObjectNode object) {
    if (old == null) {
      Json.child(object, "metadata").putArray("finalizers").add("kubernetes");
      Json.child(object, "status").put("phase", "Active");
    }
  }

  private static void volumeClaim(ResourceType type, @Nullable ObjectNode old, ObjectNode object) {
    putIfAbsent(Json.child(object, "spec"), "volumeMode", "Filesystem");
    if (old == null) {
      JsonNode finalizers = object.path("metadata").path("finalizers");
      if (finalizers.isEmpty()) {
        Json.child(object, "metadata").putArray("finalizers").add("kubernetes.io/pvc-protection");
      }
      return;
    }
    ObjectNode was = old.path("spec").deepCopy();
    ObjectNode is = object.path("spec").deepCopy();
    was.remove(List.of("resources", "volumeName"));
    is.remove(List.of("resources", "volumeName"));
    if (!Objects.equals(was, is)) {
      String message = "Forbidden: spec is immutable after creation except resources.requests";
      throw ApiException.invalid(
          type, Json.name(object), List.of(new Cause("FieldValueForbidden", message, "spec")));
    }
  }

  private static void putIfAbsent(ObjectNode node, String name, String value) {
    if (!node.has(name)) {
      node.put(name, value);
    }
  }

  private static void putIfAbsent(ObjectNode node, String name, int value) {
    if (!node.has(name)) {
      node.put(name, value);
    }
  }
}
