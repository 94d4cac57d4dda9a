package dev.redwing.playground.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Json;
import dev.redwing.playground.api.Registry;
import dev.redwing.playground.api.Registry.Write;
import dev.redwing.playground.api.ResourceTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Scheduler and kubelet: puts pods on (pretended) nodes, and runs each by a {@link PodRunner}. */
final class Kubelet implements Controller {
  private static final Write WRITE = Write.as("kubelet");
  private static final int NODES = 3;

  private final Registry registry;
  private final VolumeClaims claims;
  private final Addresses addresses;
  private final PodLauncher launcher;
  private final Processes processes;
  private final Path hostsFile;
  private final Path logs;
  private final Map<String, PodRunner> runners = new ConcurrentHashMap<>();

  Kubelet(
      Registry registry,
      VolumeClaims claims,
      Addresses addresses,
      PodLauncher launcher,
      Processes processes,
      Path hostsFile)
      throws IOException {
    this.registry = registry;
    this.claims = claims;
    this.addresses = addresses;
    this.launcher = launcher;
    this.processes = processes;
    this.hostsFile = hostsFile;
    this.logs = Files.createDirectories(processes.directory().resolve("logs"));
  }

  void registerNodes() {
    for (int i = 1; i <= NODES; i++) {
      ObjectNode node = Json.object().put("apiVersion", "v1").put("kind", "Node");
      ObjectNode metadata = node.putObject("metadata").put("name", "node-" + i);
      metadata
          .putObject("labels")
          .put("kubernetes.io/hostname", "node-" + i)
          .put("kubernetes.io/os", "linux")
          .put("kubernetes.io/arch", "amd64")
          .put("topology.kubernetes.io/zone", "zone-" + i);
      node.putObject("spec");
      registry.create(ResourceTypes.NODE, node, WRITE);
    }
  }

  @Override
  public void sync() {
    Set<String> present = new HashSet<>();
    for (ObjectNode pod : registry.list(ResourceTypes.POD, "")) {
      present.add(Json.uid(pod));
      if (pod.path("spec").path("nodeName").asText("").isEmpty()) {
        schedule(pod);
        continue;
      }
      PodRunner runner = runners.get(Json.uid(pod));
      if (runner == null && !Json.isTerminating(pod)) {
        runner = run(pod);
      }
      if (runner != null && Json.isTerminating(pod)) {
        int graceSeconds = pod.path("metadata").path("deletionGracePeriodSeconds").asInt(0);
        runner.stop(Duration.ofSeconds(graceSeconds));
      } else if (runner != null) {
        runner.refresh();
      }
    }
    runners.forEach(
        (uid, runner) -> {
          if (!present.contains(uid)) {
            runner.stop(Duration.ZERO);
            runners.remove(uid);
            addresses.release(runner.ip());
          }
        });
  }

  /** The node with the fewest pods among those that have the labels asked for. */
  private void schedule(ObjectNode pod) {
    String node = nodeFor(pod);
    registry.edit(
        ResourceTypes.POD,
        Json.namespace(pod),
        Json.name(pod),
        node == null ? "status" : "",
        Write.as("kube-scheduler"),
        live -> {
          if (node != null) {
            Json.child(live, "spec").put("nodeName", node);
            return live;
          }
          ObjectNode status = live.putObject("status").put("phase", "Pending");
          status
              .putArray("conditions")
              .addObject()
              .put("type", "PodScheduled")
              .put("status", "False")
              .put("reason", "Unschedulable")
              .put("message", "0/%d nodes have the labels of its nodeSelector".formatted(NODES));
          return live;
        });
  }

  private @Nullable String nodeFor(ObjectNode pod) {
    Map<String, Integer> podsByNode = new HashMap<>();
    for (ObjectNode other : registry.list(ResourceTypes.POD, "")) {
      podsByNode.merge(other.path("spec").path("nodeName").asText(""), 1, Integer::sum);
    }
    return registry.list(ResourceTypes.NODE, "").stream()
        .filter(node -> hasLabels(node, pod.path("spec").path("nodeSelector")))
        .map(Json::name)
        .min(Comparator.comparingInt(name -> podsByNode.getOrDefault(name, 0)))
        .orElse(null);
  }

  private static boolean hasLabels(ObjectNode node, JsonNode wanted) {
    return dev.redwing.playground.api.Selector.ofLabels(wanted).test(node);
  }

  private PodRunner run(ObjectNode pod) {
    try {
      PodRunner runner =
          new PodRunner(
              registry, claims, launcher, processes, hostsFile, logs, pod, addresses.newPod());
      runners.put(Json.uid(pod), runner);
      return runner;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Nullable PodRunner runnerOf(String namespace, String name) {
    for (PodRunner runner : runners.values()) {
      if (Json.namespace(runner.pod()).equals(namespace) && Json.name(runner.pod()).equals(name)) {
        return runner;
      }
    }
    return null;
  }

  /** What the containers of a pod wrote, over all its lives. */
  byte[] logOf(String pod) throws IOException {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    try (java.util.stream.Stream<Path> files = Files.list(logs)) {
      List<Path> own =
          files.filter(file -> file.getFileName().toString().startsWith(pod + "-")).toList();
      for (Path file : own) {
        Files.copy(file, all);
      }
    }
    return all.toByteArray();
  }

  /** Ends every pod at once: the cluster is going away. */
  void stopAll(Duration grace) {
    List<Thread> stops =
        runners.values().stream()
            .map(runner -> Thread.ofVirtual().start(() -> runner.stopNow(grace)))
            .toList();
    try {
      for (Thread stop : stops) {
        stop.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
