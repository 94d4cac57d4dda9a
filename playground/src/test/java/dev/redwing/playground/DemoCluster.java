package dev.redwing.playground;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Json;
import dev.redwing.playground.api.Registry.Deletion;
import dev.redwing.playground.api.Registry.Write;
import dev.redwing.playground.api.ResourceType;
import dev.redwing.playground.api.ResourceTypes;
import dev.redwing.playground.cluster.Cluster;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import redis.clients.jedis.Jedis;

/** A playground with the resource of examples/demo.yaml, and what a test does with them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DemoCluster {
  static final Duration LIMIT = Duration.ofMinutes(2);
  static final Path EXAMPLES = Path.of("..", "examples");
  static final String DEMO = "demo";
  static final Write USER = new Write("kubectl", true, false, false);

  final PrintStream quiet = new PrintStream(PrintStream.nullOutputStream());
  final Playground playground = Playground.start(ServerLauncher.create());
  final Cluster cluster = playground.cluster();

  DemoCluster() throws IOException {}

  @BeforeAll
  void startOperator() throws IOException {
    playground.startOperator();
  }

  @AfterAll
  void close() throws IOException {
    Path directory = cluster.directory();
    playground.close();
    assertThat(directory).doesNotExist();
  }

  void ready(String resource) throws Exception {
    new Readiness(playground, quiet).await(resource, LIMIT);
  }

  /** Without the wait for more replicas before each full sync, 5 s as in Redis. */
  static String example(String file) throws IOException {
    String text = Files.readString(EXAMPLES.resolve(file));
    return text.replaceFirst(
        "(?m)^  replicas: .*$", "$0\n  replication: {disklessDelaySeconds: 0}");
  }

  /** The resource of the example, as it was first applied, serving. */
  void demo() throws Exception {
    playground.apply(example("demo.yaml"));
    if (playground.operator() == null || !requireNonNull(playground.operator()).isAlive()) {
      playground.startOperator();
    }
    changeSpec(
        spec -> {
          spec.put("replicas", 2);
          spec.remove("config");
        });
    ready(DEMO);
  }

  void changeSpec(Consumer<ObjectNode> change) {
    edit(playground.redwings(), DEMO, live -> change.accept((ObjectNode) live.path("spec")));
  }

  Jedis master() {
    String address = requireNonNull(cluster.serviceAddress("default", DEMO));
    return Node.connect(address, "");
  }

  Jedis node(String pod) {
    return Node.connect(pod(pod).path("status").path("podIP").asText(), "");
  }

  ObjectNode pod(String name) {
    return playground.registry().get(ResourceTypes.POD, "default", name);
  }

  Map<String, String> podUids() {
    return podUids(DEMO);
  }

  Map<String, String> podUids(String resource) {
    Map<String, String> uids = new TreeMap<>();
    playground.podsOf(resource).forEach(pod -> uids.put(Json.name(pod), Json.uid(pod)));
    return uids;
  }

  List<Node> nodes() {
    return Topology.of(playground, DEMO).nodes();
  }

  void awaitEverywhere(String key, String value) {
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> nodes().stream().allMatch(node -> has(node.name(), key, value)));
  }

  boolean has(String pod, String key, String value) {
    try (Jedis jedis = node(pod)) {
      return value.equals(jedis.get(key));
    }
  }

  void deletePod(String name) {
    String uid = Json.uid(pod(name));
    playground.registry().delete(ResourceTypes.POD, "default", name, Deletion.BACKGROUND);
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              ObjectNode now = playground.registry().find(ResourceTypes.POD, "default", name);
              return now != null && !Json.uid(now).equals(uid);
            });
  }

  long restarts(String resource) {
    return playground.podsOf(resource).stream()
        .mapToLong(
            pod ->
                pod.path("status").path("containerStatuses").path(0).path("restartCount").asLong())
        .sum();
  }

  void edit(ResourceType type, String name, Consumer<ObjectNode> change) {
    playground
        .registry()
        .edit(
            type,
            "default",
            name,
            "",
            USER,
            live -> {
              change.accept(live);
              return live;
            });
  }
}
