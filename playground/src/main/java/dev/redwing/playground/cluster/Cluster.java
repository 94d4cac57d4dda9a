package dev.redwing.playground.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.ApiServer;
import dev.redwing.playground.api.GarbageCollector;
import dev.redwing.playground.api.Json;
import dev.redwing.playground.api.Registry;
import dev.redwing.playground.api.ResourceType;
import dev.redwing.playground.api.ResourceTypes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The whole cluster: API server, controllers and kubelet, in a directory that goes with it. */
public final class Cluster implements AutoCloseable {
  private static final int API_PORT = 6443;
  private static final Duration GRACE_AT_CLOSE = Duration.ofSeconds(3);

  private final Processes processes;
  private final Addresses addresses;
  private final Registry registry;
  private final HostsFile hosts;
  private final VolumeClaims claims;
  private final Services services;
  private final Kubelet kubelet;
  private final ControlLoop loop;
  private final ApiServer api;
  private boolean closed;

  private Cluster(PodLauncher launcher, Processes processes, Addresses addresses)
      throws IOException {
    this.processes = processes;
    this.addresses = addresses;
    this.registry = new Registry(Clock.systemUTC());
    this.hosts = new HostsFile(processes.directory().resolve("hosts"));
    this.claims = new VolumeClaims(registry, processes.directory().resolve("volumes"));
    this.services = new Services(registry, addresses, hosts);
    this.kubelet = new Kubelet(registry, claims, addresses, launcher, processes, hosts.path());
    GarbageCollector collector = new GarbageCollector(registry);
    this.loop =
        new ControlLoop(
            List.of(
                collector::sync,
                new StatefulSets(registry),
                claims,
                kubelet,
                services,
                new DisruptionBudgets(registry)));
    registry.addAdmission(services);
    registry.onChange(loop::wake);
    kubelet.registerNodes();
    this.api =
        ApiServer.start(
            registry,
            (namespace, pod) -> kubelet.logOf(pod),
            new InetSocketAddress(addresses.apiServer(), API_PORT));
    loop.start();
  }

  public static Cluster start(PodLauncher launcher) throws IOException {
    Processes.sweep();
    Processes processes = Processes.inNewDirectory();
    try {
      return new Cluster(launcher, processes, Addresses.claim());
    } catch (IOException | RuntimeException e) {
      Directories.delete(processes.directory());
      throw e;
    }
  }

  public Registry registry() {
    return registry;
  }

  public String apiUrl() {
    return api.url();
  }

  /** What clients of the API server did, see {@link ApiServer#used()}. */
  public Set<String> used() {
    return api.used();
  }

  public Path directory() {
    return processes.directory();
  }

  public Path hostsFile() {
    return hosts.path();
  }

  public Processes processes() {
    return processes;
  }

  public Path volumeOf(String namespace, String claim) {
    return claims.directoryOf(namespace, claim);
  }

  public String logOf(String pod) throws IOException {
    return new String(kubelet.logOf(pod), StandardCharsets.UTF_8);
  }

  /** Applies each document of a YAML text, as {@code kubectl apply --server-side} would. */
  public List<ObjectNode> apply(String yaml) {
    List<ObjectNode> applied = new ArrayList<>();
    for (String document : Pattern.compile("^---.*$", Pattern.MULTILINE).split(yaml, -1)) {
      if (document.lines().allMatch(line -> line.isBlank() || line.startsWith("#"))) {
        continue;
      }
      ObjectNode object = Json.fromYaml(document);
      String apiVersion = object.path("apiVersion").asText();
      String kind = object.path("kind").asText();
      ResourceType type = registry.types().ofKind(apiVersion, kind);
      if (type == null) {
        throw new IllegalArgumentException(
            "no kind \"%s\" in version \"%s\": is its CRD there?".formatted(kind, apiVersion));
      }
      ObjectNode metadata = Json.child(object, "metadata");
      if (type.namespaced() && !metadata.has("namespace")) {
        metadata.put("namespace", "default");
      }
      applied.add(registry.apply(type, object, "", Registry.Write.as("kubectl")));
    }
    return applied;
  }

  /** The address of a service; null while there is none. */
  public @Nullable String serviceAddress(String namespace, String name) {
    ObjectNode service = registry.find(ResourceTypes.SERVICE, namespace, name);
    return service == null ? null : service.path("spec").path("clusterIP").asText();
  }

  /** The running process of a pod's first container: for tests that kill it. */
  public @Nullable Process processOf(String namespace, String pod) {
    PodRunner runner = kubelet.runnerOf(namespace, pod);
    return runner == null || runner.containers().isEmpty()
        ? null
        : runner.containers().getFirst().process();
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    loop.close();
    api.close();
    kubelet.stopAll(GRACE_AT_CLOSE);
    services.close();
    addresses.close();
    Directories.delete(processes.directory());
  }
}
