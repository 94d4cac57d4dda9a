package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.ResourceType.ScalePaths;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The types the server knows: the built-in ones below, and one for each CRD that is stored. */
public final class ResourceTypes {
  private static final ScalePaths SCALE =
      new ScalePaths("spec.replicas", "status.replicas", "status.selector");

  public static final ResourceType NAMESPACE = cluster("", "v1", "Namespace", "namespaces", "ns");
  public static final ResourceType NODE = cluster("", "v1", "Node", "nodes", "no");
  public static final ResourceType POD = live("", "v1", "Pod", "pods", "po");
  public static final ResourceType SERVICE = live("", "v1", "Service", "services", "svc");
  public static final ResourceType ENDPOINTS = plain("", "v1", "Endpoints", "endpoints", "ep");
  public static final ResourceType CONFIG_MAP = plain("", "v1", "ConfigMap", "configmaps", "cm");
  public static final ResourceType SECRET = plain("", "v1", "Secret", "secrets");
  public static final ResourceType VOLUME_CLAIM =
      live("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", "pvc");
  public static final ResourceType STATEFUL_SET =
      generational("apps", "v1", "StatefulSet", "statefulsets", SCALE, "sts");
  public static final ResourceType DISRUPTION_BUDGET =
      generational("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", null, "pdb");
  public static final ResourceType ENDPOINT_SLICE =
      plain("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices");
  public static final ResourceType CUSTOM_RESOURCE_DEFINITION =
      new ResourceType(
          "apiextensions.k8s.io",
          "v1",
          "CustomResourceDefinition",
          "customresourcedefinitions",
          List.of("crd", "crds"),
          false,
          true,
          true,
          null);

  private static final List<ResourceType> BUILT_IN =
      List.of(
          NAMESPACE,
          NODE,
          POD,
          SERVICE,
          ENDPOINTS,
          CONFIG_MAP,
          SECRET,
          VOLUME_CLAIM,
          STATEFUL_SET,
          DISRUPTION_BUDGET,
          ENDPOINT_SLICE,
          CUSTOM_RESOURCE_DEFINITION,
          plain("", "v1", "ServiceAccount", "serviceaccounts", "sa"),
          plain("", "v1", "Event", "events", "ev"),
          cluster("", "v1", "PersistentVolume", "persistentvolumes", "pv"),
          generational("apps", "v1", "Deployment", "deployments", SCALE, "deploy"),
          generational("apps", "v1", "ReplicaSet", "replicasets", SCALE, "rs"),
          plain("apps", "v1", "ControllerRevision", "controllerrevisions"),
          plain("coordination.k8s.io", "v1", "Lease", "leases"),
          plain("events.k8s.io", "v1", "Event", "events"),
          generational(
              "networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", null, "netpol"),
          plain("rbac.authorization.k8s.io", "v1", "Role", "roles"),
          plain("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings"),
          cluster("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles"),
          cluster("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings"),
          cluster("storage.k8s.io", "v1", "StorageClass", "storageclasses", "sc"));

  /** A type that came by a CRD, and the schema its objects must meet. */
  record Custom(ResourceType type, Schema schema) {}

  private final Map<String, ResourceType> byPath = new ConcurrentHashMap<>();
  private final Map<String, Custom> customByDefinition = new ConcurrentHashMap<>();

  ResourceTypes() {
    BUILT_IN.forEach(type -> byPath.put(path(type.group(), type.version(), type.plural()), type));
  }

  @Nullable ResourceType find(String group, String version, String plural) {
    return byPath.get(path(group, version, plural));
  }

  /** The type an object says it is, by apiVersion and kind. */
  public @Nullable ResourceType ofKind(String apiVersion, String kind) {
    for (ResourceType type : byPath.values()) {
      if (type.kind().equals(kind) && type.apiVersion().equals(apiVersion)) {
        return type;
      }
    }
    return null;
  }

  Collection<ResourceType> all() {
    return List.copyOf(byPath.values());
  }

  /** The schema of a custom type; null for a built-in one. */
  @Nullable Schema schemaOf(ResourceType type) {
    for (Custom custom : customByDefinition.values()) {
      if (custom.type().equals(type)) {
        return custom.schema();
      }
    }
    return null;
  }

  /** Where lists are merged by key, and where a value is owned as a whole. */
  Shape shapeOf(ResourceType type) {
    Schema schema = schemaOf(type);
    return schema == null ? Shape.builtIn(type) : Shape.custom(schema);
  }

  void define(ObjectNode definition) {
    String name = definition.path("metadata").path("name").asText();
    forget(name);
    JsonNode spec = definition.path("spec");
    for (JsonNode version : spec.path("versions")) {
      if (!version.path("served").asBoolean() || !version.path("storage").asBoolean()) {
        continue;
      }
      Custom custom = custom(spec, version);
      customByDefinition.put(name, custom);
      ResourceType type = custom.type();
      byPath.put(path(type.group(), type.version(), type.plural()), type);
    }
  }

  void forget(String definitionName) {
    Custom old = customByDefinition.remove(definitionName);
    if (old != null) {
      ResourceType type = old.type();
      byPath.remove(path(type.group(), type.version(), type.plural()));
    }
  }

  private static Custom custom(JsonNode spec, JsonNode version) {
    JsonNode names = spec.path("names");
    List<String> shortNames = new ArrayList<>();
    names.path("shortNames").forEach(shortName -> shortNames.add(shortName.asText()));
    JsonNode scale = version.path("subresources").path("scale");
    ScalePaths paths =
        scale.isMissingNode()
            ? null
            : new ScalePaths(
                withoutDot(scale.path("specReplicasPath").asText()),
                withoutDot(scale.path("statusReplicasPath").asText()),
                withoutDot(scale.path("labelSelectorPath").asText()));
    ResourceType type =
        new ResourceType(
            spec.path("group").asText(),
            version.path("name").asText(),
            names.path("kind").asText(),
            names.path("plural").asText(),
            shortNames,
            spec.path("scope").asText().equals("Namespaced"),
            version.path("subresources").has("status"),
            true,
            paths);
    return new Custom(type, new Schema(version.path("schema").path("openAPIV3Schema")));
  }

  private static String withoutDot(String path) {
    return path.startsWith(".") ? path.substring(1) : path;
  }

  private static String path(String group, String version, String plural) {
    return group + "/" + version + "/" + plural;
  }

  private static ResourceType cluster(
      String group, String version, String kind, String plural, String... shortNames) {
    return new ResourceType(
        group, version, kind, plural, List.of(shortNames), false, true, false, null);
  }

  private static ResourceType plain(
      String group, String version, String kind, String plural, String... shortNames) {
    return new ResourceType(
        group, version, kind, plural, List.of(shortNames), true, false, false, null);
  }

  private static ResourceType live(
      String group, String version, String kind, String plural, String... shortNames) {
    return new ResourceType(
        group, version, kind, plural, List.of(shortNames), true, true, false, null);
  }

  private static ResourceType generational(
      String group,
      String version,
      String kind,
      String plural,
      @Nullable ScalePaths scale,
      String... shortNames) {
    return new ResourceType(
        group, version, kind, plural, List.of(shortNames), true, true, true, scale);
  }
}
