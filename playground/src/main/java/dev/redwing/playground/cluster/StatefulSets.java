package dev.redwing.playground.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Json;
import dev.redwing.playground.api.Registry;
import dev.redwing.playground.api.Registry.Deletion;
import dev.redwing.playground.api.Registry.Write;
import dev.redwing.playground.api.ResourceTypes;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Pods and volume claims of StatefulSets: both management policies, OnDelete and RollingUpdate,
 * scaling, the retention policy of claims, revisions, and the status.
 *
 * <p>One peculiarity is kept on purpose: under OnDelete {@code status.currentRevision} stays what
 * it was first, as the real controller has it, so nobody comes to rely on more.
 */
final class StatefulSets implements Controller {
  private static final Write WRITE = Write.as("kube-controller-manager");
  private static final String REVISION_LABEL = "controller-revision-hash";

  private final Registry registry;

  StatefulSets(Registry registry) {
    this.registry = registry;
  }

  @Override
  public void sync() {
    for (ObjectNode set : registry.list(ResourceTypes.STATEFUL_SET, "")) {
      if (!Json.isTerminating(set)) {
        sync(set);
      }
    }
  }

  private void sync(ObjectNode set) {
    String revision = revision(set);
    NavigableMap<Integer, ObjectNode> pods = podsOf(set);
    pods.values().forEach(pod -> ownClaims(set, pod));
    if (makeMissing(set, pods, revision)) {
      removeExcess(set, pods);
      replaceOutdated(set, pods, revision);
    }
    writeStatus(set, podsOf(set), revision);
  }

  private NavigableMap<Integer, ObjectNode> podsOf(ObjectNode set) {
    NavigableMap<Integer, ObjectNode> pods = new TreeMap<>();
    for (ObjectNode pod : registry.list(ResourceTypes.POD, Json.namespace(set))) {
      boolean owned =
          pod.path("metadata")
              .path("ownerReferences")
              .path(0)
              .path("uid")
              .asText()
              .equals(Json.uid(set));
      if (owned) {
        pods.put(ordinal(pod), pod);
      }
    }
    return pods;
  }

  private static int ordinal(ObjectNode pod) {
    String name = Json.name(pod);
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  /** True when every pod is there (and, when they come in order, ready): time for the rest. */
  private boolean makeMissing(
      ObjectNode set, NavigableMap<Integer, ObjectNode> pods, String revision) {
    boolean inOrder = set.path("spec").path("podManagementPolicy").asText().equals("OrderedReady");
    int first = first(set);
    for (int ordinal = first; ordinal < first + replicas(set); ordinal++) {
      ObjectNode pod = pods.get(ordinal);
      if (pod != null && isOver(pod) && !Json.isTerminating(pod)) {
        delete(pod);
      }
      if (pod == null) {
        make(set, ordinal, revision);
      }
      if (inOrder && (pod == null || !Pods.isReady(pod))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOver(ObjectNode pod) {
    String phase = pod.path("status").path("phase").asText();
    return phase.equals("Failed") || phase.equals("Succeeded");
  }

  private void make(ObjectNode set, int ordinal, String revision) {
    String name = Json.name(set) + "-" + ordinal;
    String namespace = Json.namespace(set);
    ObjectNode foreign = registry.find(ResourceTypes.POD, namespace, name);
    if (foreign != null) {
      return; // one of a former set that is still going
    }
    JsonNode template = set.path("spec").path("template");
    ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
    pod.set("metadata", template.path("metadata").deepCopy());
    ObjectNode metadata = Json.child(pod, "metadata").put("name", name).put("namespace", namespace);
    Json.child(metadata, "labels")
        .put("statefulset.kubernetes.io/pod-name", name)
        .put("apps.kubernetes.io/pod-index", Integer.toString(ordinal))
        .put(REVISION_LABEL, revision);
    Owners.own(metadata, set);
    pod.set("spec", template.path("spec").deepCopy());
    ObjectNode spec = Json.child(pod, "spec");
    spec.put("hostname", name).put("subdomain", set.path("spec").path("serviceName").asText());
    for (JsonNode claim : set.path("spec").path("volumeClaimTemplates")) {
      String claimName = Json.name(claim) + "-" + name;
      claim(set, claim, claimName);
      ObjectNode volume = spec.withArray("volumes").addObject().put("name", Json.name(claim));
      volume.putObject("persistentVolumeClaim").put("claimName", claimName);
    }
    registry.create(ResourceTypes.POD, pod, WRITE);
  }

  private void claim(ObjectNode set, JsonNode template, String name) {
    String namespace = Json.namespace(set);
    if (registry.find(ResourceTypes.VOLUME_CLAIM, namespace, name) != null) {
      return;
    }
    ObjectNode claim = template.deepCopy();
    claim.put("apiVersion", "v1").put("kind", "PersistentVolumeClaim").remove("status");
    ObjectNode metadata = Json.child(claim, "metadata");
    metadata.put("name", name).put("namespace", namespace);
    ObjectNode labels = Json.child(metadata, "labels");
    labels.setAll((ObjectNode) set.path("spec").path("selector").path("matchLabels"));
    registry.create(ResourceTypes.VOLUME_CLAIM, claim, WRITE);
  }

  /** Who a claim goes with: nobody, the set, or the pod when that is about to be scaled away. */
  private void ownClaims(ObjectNode set, ObjectNode pod) {
    JsonNode policy = set.path("spec").path("persistentVolumeClaimRetentionPolicy");
    boolean condemned = ordinal(pod) >= first(set) + replicas(set);
    boolean withPod = condemned && policy.path("whenScaled").asText().equals("Delete");
    boolean withSet = !withPod && policy.path("whenDeleted").asText().equals("Delete");
    for (JsonNode template : set.path("spec").path("volumeClaimTemplates")) {
      String name = Json.name(template) + "-" + Json.name(pod);
      ObjectNode claim = registry.find(ResourceTypes.VOLUME_CLAIM, Json.namespace(set), name);
      if (claim == null) {
        continue;
      }
      registry.edit(
          ResourceTypes.VOLUME_CLAIM,
          Json.namespace(set),
          name,
          "",
          WRITE,
          live -> {
            ObjectNode metadata = Json.child(live, "metadata");
            metadata.remove("ownerReferences");
            if (withPod || withSet) {
              Owners.own(metadata, withPod ? pod : set);
            }
            return live;
          });
    }
  }

  private void removeExcess(ObjectNode set, NavigableMap<Integer, ObjectNode> pods) {
    boolean inOrder = set.path("spec").path("podManagementPolicy").asText().equals("OrderedReady");
    int end = first(set) + replicas(set);
    for (ObjectNode pod : pods.tailMap(end, true).descendingMap().values()) {
      if (!Json.isTerminating(pod)) {
        delete(pod);
      }
      if (inOrder) {
        return;
      }
    }
  }

  /** RollingUpdate, from the last to the first, one at a time, only while all others are ready. */
  private void replaceOutdated(
      ObjectNode set, NavigableMap<Integer, ObjectNode> pods, String revision) {
    JsonNode strategy = set.path("spec").path("updateStrategy");
    if (!strategy.path("type").asText().equals("RollingUpdate")) {
      return;
    }
    int partition = strategy.path("rollingUpdate").path("partition").asInt(0);
    List<ObjectNode> lastFirst =
        pods.values().stream()
            .sorted(Comparator.comparingInt(StatefulSets::ordinal).reversed())
            .toList();
    for (ObjectNode pod : lastFirst) {
      boolean outdated = !revisionOf(pod).equals(revision) && ordinal(pod) >= partition;
      if (outdated && !Json.isTerminating(pod)) {
        delete(pod);
        return;
      }
      if (!Pods.isReady(pod)) {
        return;
      }
    }
  }

  private void delete(ObjectNode pod) {
    registry.delete(ResourceTypes.POD, Json.namespace(pod), Json.name(pod), Deletion.BACKGROUND);
  }

  private void writeStatus(
      ObjectNode set, NavigableMap<Integer, ObjectNode> pods, String revision) {
    int ready = (int) pods.values().stream().filter(Pods::isReady).count();
    int updated = (int) pods.values().stream().filter(p -> revisionOf(p).equals(revision)).count();
    String current = set.path("status").path("currentRevision").asText(revision);
    boolean rolls =
        set.path("spec").path("updateStrategy").path("type").asText().equals("RollingUpdate");
    if (rolls && updated == replicas(set) && ready == replicas(set)) {
      current = revision;
    }
    String currentRevision = current;
    int onCurrent =
        (int) pods.values().stream().filter(p -> revisionOf(p).equals(currentRevision)).count();
    registry.edit(
        ResourceTypes.STATEFUL_SET,
        Json.namespace(set),
        Json.name(set),
        "status",
        WRITE,
        live -> {
          live.putObject("status")
              .put("observedGeneration", set.path("metadata").path("generation").asLong())
              .put("replicas", pods.size())
              .put("readyReplicas", ready)
              .put("availableReplicas", ready)
              .put("currentReplicas", onCurrent)
              .put("updatedReplicas", updated)
              .put("currentRevision", currentRevision)
              .put("updateRevision", revision)
              .put("collisionCount", 0);
          return live;
        });
  }

  private static int replicas(ObjectNode set) {
    return set.path("spec").path("replicas").asInt();
  }

  private static int first(ObjectNode set) {
    return set.path("spec").path("ordinals").path("start").asInt(0);
  }

  private static String revisionOf(ObjectNode pod) {
    return pod.path("metadata").path("labels").path(REVISION_LABEL).asText();
  }

  private static String revision(ObjectNode set) {
    CRC32 hash = new CRC32();
    hash.update(Json.bytes(set.path("spec").path("template")));
    return Json.name(set) + "-" + Long.toString(hash.getValue(), 36);
  }
}
