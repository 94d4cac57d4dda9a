package dev.redwing.playground.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Json;
import dev.redwing.playground.api.Registry;
import dev.redwing.playground.api.Registry.Deletion;
import dev.redwing.playground.api.Registry.Write;
import dev.redwing.playground.api.ResourceTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pod on this machine: its address, volumes and containers, and the status it reports. */
final class PodRunner {
  private static final Logger LOG = LoggerFactory.getLogger(PodRunner.class);
  private static final Write WRITE = Write.as("kubelet");

  private final Registry registry;
  private final PodLauncher launcher;
  private final Processes processes;
  private final Path hostsFile;
  private final Path logs;
  private final ObjectNode pod;
  private final String ip;
  private final Path directory;
  private final Volumes volumes;
  private final String startTime;

  private List<ContainerRunner> containers = List.of();
  private boolean stopping;

  PodRunner(
      Registry registry,
      VolumeClaims claims,
      PodLauncher launcher,
      Processes processes,
      Path hostsFile,
      Path logs,
      ObjectNode pod,
      String ip)
      throws IOException {
    this.registry = registry;
    this.launcher = launcher;
    this.processes = processes;
    this.hostsFile = hostsFile;
    this.logs = logs;
    this.pod = pod;
    this.ip = ip;
    this.startTime = registry.now();
    String name = Json.namespace(pod) + "_" + Json.name(pod) + "_" + Json.uid(pod);
    this.directory = Files.createDirectories(processes.directory().resolve("pods").resolve(name));
    this.volumes = new Volumes(registry, claims, pod, directory);
  }

  String ip() {
    return ip;
  }

  ObjectNode pod() {
    return pod;
  }

  /** Called by the control loop after each change: brings mounted files up to date, or starts. */
  synchronized void refresh() {
    if (stopping) {
      return;
    }
    try {
      volumes.refresh();
      if (containers.isEmpty()) {
        startContainers();
      }
    } catch (Volumes.NotYet e) {
      if (containers.isEmpty()) {
        report("Pending", waiting(String.valueOf(e.getMessage())), false);
      }
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("pod", Json.name(pod)).setCause(e).log("cannot write a volume");
    }
  }

  private void startContainers() throws Volumes.NotYet {
    Environment environment = new Environment(registry, pod, ip);
    List<ContainerRunner> runners = new ArrayList<>();
    for (JsonNode spec : pod.path("spec").path("containers")) {
      Map<String, String> variables = environment.of(spec);
      List<String> words = new ArrayList<>();
      for (String part : List.of("command", "args")) {
        Environment.expanded(spec.path(part), variables)
            .forEach(word -> words.add(volumes.mapped(word)));
      }
      PodLauncher.Container container =
          new PodLauncher.Container(spec, words, variables, hostsFile, directory);
      runners.add(
          new ContainerRunner(
              mapping(launcher),
              processes,
              container,
              pod.path("spec").path("restartPolicy").asText("Always"),
              ip,
              logs.resolve(Json.name(pod) + "-" + spec.path("name").asText() + ".log"),
              registry::now,
              this::report));
    }
    containers = List.copyOf(runners);
    containers.forEach(ContainerRunner::start);
  }

  /** Commands that are run inside mention container paths, too. */
  private PodLauncher mapping(PodLauncher inner) {
    return new PodLauncher() {
      @Override
      public Command start(Container container) {
        return inner.start(container);
      }

      @Override
      public Command exec(Container container, List<String> words) {
        return inner.exec(container, words.stream().map(volumes::mapped).toList());
      }
    };
  }

  private List<ObjectNode> waiting(String message) {
    List<ObjectNode> statuses = new ArrayList<>();
    for (JsonNode spec : pod.path("spec").path("containers")) {
      ObjectNode status = Json.object().put("name", spec.path("name").asText());
      status.put("restartCount", 0).put("ready", false).put("started", false);
      status.set("state", new ContainerState.Waiting("ContainerCreating", message).toStatus());
      statuses.add(status);
    }
    return statuses;
  }

  /** Writes what the containers do now into the pod's status. */
  private void report() {
    List<ContainerRunner> runners = containers;
    List<ObjectNode> statuses = runners.stream().map(ContainerRunner::status).toList();
    boolean ready = !runners.isEmpty() && runners.stream().allMatch(ContainerRunner::isReady);
    report(phase(runners), statuses, ready);
  }

  private String phase(List<ContainerRunner> runners) {
    if (pod.path("spec").path("restartPolicy").asText("Always").equals("Always")) {
      return "Running";
    }
    boolean failed = false;
    for (ContainerRunner runner : runners) {
      switch (runner.state()) {
        case ContainerState.Terminated terminated -> failed |= terminated.exitCode() != 0;
        case ContainerState.Running running -> {
          return "Running";
        }
        case ContainerState.Waiting waiting -> {
          return "Running";
        }
      }
    }
    return failed ? "Failed" : "Succeeded";
  }

  private void report(String phase, List<ObjectNode> statuses, boolean ready) {
    String namespace = Json.namespace(pod);
    ObjectNode live = registry.find(ResourceTypes.POD, namespace, Json.name(pod));
    if (live == null || !Json.uid(live).equals(Json.uid(pod))) {
      return;
    }
    registry.edit(
        ResourceTypes.POD,
        namespace,
        Json.name(pod),
        "status",
        WRITE,
        object -> {
          ObjectNode before = Json.child(object, "status").deepCopy();
          ObjectNode status = object.putObject("status").put("phase", phase);
          status.put("podIP", ip).put("hostIP", "127.0.0.1").put("startTime", startTime);
          status.putArray("podIPs").addObject().put("ip", ip);
          status.put("qosClass", "Burstable");
          status.putArray("containerStatuses").addAll(statuses);
          ArrayNode conditions = status.putArray("conditions");
          condition(conditions, before, "PodScheduled", true);
          condition(conditions, before, "Initialized", true);
          condition(conditions, before, "ContainersReady", ready);
          condition(conditions, before, "Ready", ready);
          return object;
        });
  }

  /** The time of a condition is that of its last change, not of the last look. */
  private void condition(ArrayNode to, ObjectNode before, String type, boolean holds) {
    String status = holds ? "True" : "False";
    String since = registry.now();
    for (JsonNode old : before.path("conditions")) {
      if (old.path("type").asText().equals(type) && old.path("status").asText().equals(status)) {
        since = old.path("lastTransitionTime").asText();
      }
    }
    ObjectNode condition = to.addObject().put("type", type).put("status", status);
    condition.put("lastTransitionTime", since);
    if (!holds) {
      condition.put("reason", "ContainersNotReady");
    }
  }

  List<ContainerRunner> containers() {
    return containers;
  }

  /** Ends the pod as its deletion asks for, then takes it out of the store. */
  void stop(Duration grace) {
    synchronized (this) {
      if (stopping) {
        return;
      }
      stopping = true;
    }
    Thread.ofVirtual().name("stop " + Json.name(pod)).start(() -> stopNow(grace));
  }

  /** Ends the processes; returns when they are gone. */
  void stopNow(Duration grace) {
    synchronized (this) {
      stopping = true;
    }
    try {
      for (ContainerRunner container : containers) {
        container.stop(grace);
      }
      ObjectNode live = registry.find(ResourceTypes.POD, Json.namespace(pod), Json.name(pod));
      if (live != null && Json.uid(live).equals(Json.uid(pod))) {
        registry.delete(ResourceTypes.POD, Json.namespace(pod), Json.name(pod), Deletion.NOW);
      }
      Directories.delete(directory);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("pod", Json.name(pod))
          .setCause(e)
          .log("cannot clean up after a pod");
    }
  }
}
