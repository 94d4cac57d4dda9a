package dev.redwing.playground;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.crds.Redwing;
import dev.redwing.playground.api.ApiException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/**
 * What a user does with a resource, with nothing simulated but the cluster. All tests share one
 * cluster and the resource of examples/demo.yaml, which each brings to its first state first.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EndToEndTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final String DEMO = "demo";
  private static final Write USER = new Write("kubectl", true, false, false);

  private static final String WRONG =
      """
      apiVersion: redwing.dev/v1alpha1
      kind: Redwing
      metadata: {name: wrong}
      """;

  private final PrintStream quiet = new PrintStream(PrintStream.nullOutputStream());
  private final Playground playground = Playground.start(ServerLauncher.create());
  private final Cluster cluster = playground.cluster();

  EndToEndTest() throws IOException {}

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

  // ---- what the tests are made of --------------------------------------------------------------

  private void ready(String resource) throws Exception {
    new Readiness(playground, quiet).await(resource, LIMIT);
  }

  /** The resource of the example, as it was first applied, serving. */
  private void demo() throws Exception {
    playground.apply(Files.readString(EXAMPLES.resolve("demo.yaml")));
    changeSpec(
        spec -> {
          spec.put("replicas", 2);
          spec.remove("config");
        });
    ready(DEMO);
  }

  private void changeSpec(Consumer<ObjectNode> change) {
    playground
        .registry()
        .edit(
            playground.redwings(),
            "default",
            DEMO,
            "",
            USER,
            live -> {
              change.accept((ObjectNode) live.path("spec"));
              return live;
            });
  }

  private Jedis master() {
    String address = requireNonNull(cluster.serviceAddress("default", DEMO));
    return Node.connect(address, "");
  }

  private Jedis node(String pod) {
    return Node.connect(pod(pod).path("status").path("podIP").asText(), "");
  }

  private ObjectNode pod(String name) {
    return playground.registry().get(ResourceTypes.POD, "default", name);
  }

  private Map<String, String> podUids() {
    Map<String, String> uids = new TreeMap<>();
    playground.podsOf(DEMO).forEach(pod -> uids.put(Json.name(pod), Json.uid(pod)));
    return uids;
  }

  private List<Node> nodes() {
    return Topology.of(playground, DEMO).nodes();
  }

  private void awaitEverywhere(String key, String value) {
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> nodes().stream().allMatch(node -> has(node.name(), key, value)));
  }

  private boolean has(String pod, String key, String value) {
    try (Jedis jedis = node(pod)) {
      return value.equals(jedis.get(key));
    }
  }

  private void deletePod(String name) {
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

  private long restarts() {
    return playground.podsOf(DEMO).stream()
        .mapToLong(
            pod ->
                pod.path("status").path("containerStatuses").path(0).path("restartCount").asLong())
        .sum();
  }

  // ---- what it must show -----------------------------------------------------------------------

  @Test
  void aDeletedPodComesBackWithItsDataAndRole() throws Exception {
    demo();
    String masterPod = requireNonNull(playground.redwing(DEMO).getStatus().master);
    try (Jedis jedis = master()) {
      jedis.set("kept", "by everyone");
    }
    awaitEverywhere("kept", "by everyone");
    String replicaPod =
        podUids().keySet().stream()
            .filter(name -> !name.equals(masterPod))
            .findFirst()
            .orElseThrow();

    for (String name : List.of(replicaPod, masterPod)) {
      deletePod(name);
      await().atMost(LIMIT).ignoreExceptions().until(() -> has(name, "kept", "by everyone"));
      ready(DEMO);
    }

    assertThat(playground.redwing(DEMO).getStatus().master).isEqualTo(masterPod);
    try (Jedis jedis = master()) {
      jedis.set("kept", "after all");
    }
    awaitEverywhere("kept", "after all");
  }

  @Test
  void scalesOutAndIn() throws Exception {
    demo();
    try (Jedis jedis = master()) {
      jedis.set("scaled", "yes");
    }
    for (int replicas : List.of(4, 1)) {
      changeSpec(spec -> spec.put("replicas", replicas));
      ready(DEMO);
      await().atMost(LIMIT).until(() -> playground.podsOf(DEMO).size() == replicas + 1);
      awaitEverywhere("scaled", "yes");
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                Node master = nodes().stream().filter(Node::isMaster).findFirst().orElseThrow();
                assertThat(master.field("connected_slaves")).isEqualTo(Integer.toString(replicas));
              });
    }
  }

  @Test
  void changedConfigurationIsAppliedWithoutARestart() throws Exception {
    demo();
    Map<String, String> before = podUids();
    long restartsBefore = restarts();
    changeSpec(spec -> spec.putObject("config").put("slowlog-log-slower-than", "4321"));
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> nodes().stream().allMatch(node -> slowlog(node).equals("4321")));
    ready(DEMO);
    assertThat(podUids()).isEqualTo(before);
    assertThat(restarts()).isEqualTo(restartsBefore);
  }

  private String slowlog(Node node) {
    try (Jedis jedis = node(node.name())) {
      return jedis.configGet("slowlog-log-slower-than").getOrDefault("slowlog-log-slower-than", "");
    }
  }

  @Test
  void aWrongResourceIsRefusedWithWhatToWriteInstead() {
    Map<String, String> messages =
        Map.of(
            "{replicas: 99}", "spec.replicas",
            "{replicas: 1, replication: {minReplicasToWrite: 2}}", "minReplicasToWrite",
            "{config: {appendonly: 'yes'}}", "persistence.aof",
            "{config: {requirepass: secret}}", "auth.secretName",
            "{persistence: {aof: {fsync: sometimes}}}", "everysec");
    messages.forEach(
        (spec, expected) ->
            assertThatThrownBy(() -> playground.apply(WRONG + "spec: " + spec))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(expected));
    assertThat(playground.registry().find(playground.redwings(), "default", "wrong")).isNull();
  }

  @Test
  void theOperatorMayBeKilledAtAnyTime() throws Exception {
    demo();
    try (Jedis jedis = master()) {
      jedis.set("unattended", "1");
    }
    awaitEverywhere("unattended", "1");
    Redwing before = playground.redwing(DEMO);
    Map<String, String> uids = podUids();

    requireNonNull(playground.operator()).kill();
    try (Jedis jedis = master()) {
      jedis.set("unattended", "2");
    }
    awaitEverywhere("unattended", "2");
    playground.startOperator();
    // That it is at work again shows by a change it makes.
    changeSpec(spec -> spec.putObject("config").put("slowlog-log-slower-than", "77"));
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> nodes().stream().allMatch(node -> slowlog(node).equals("77")));
    ready(DEMO);

    assertThat(podUids()).isEqualTo(uids);
    assertThat(playground.redwing(DEMO).getStatus().master).isEqualTo(before.getStatus().master);
    assertThat(playground.redwing(DEMO).getStatus().term).isEqualTo(before.getStatus().term);
  }

  @Test
  void aDeletedResourceLeavesNothingButRetainedVolumes() throws Exception {
    demo();
    try (Jedis jedis = master()) {
      jedis.set("retained", "yes");
    }
    awaitEverywhere("retained", "yes");
    delete(DEMO);

    assertThat(playground.registry().list(ResourceTypes.VOLUME_CLAIM, "default"))
        .extracting(Json::name)
        .contains("data-demo-0", "data-demo-1", "data-demo-2");
    demo(); // and who makes it again finds it all
    awaitEverywhere("retained", "yes");
  }

  private void delete(String resource) {
    playground.registry().delete(playground.redwings(), "default", resource, Deletion.BACKGROUND);
    await().atMost(LIMIT).untilAsserted(() -> assertThat(leftOf(resource)).isEmpty());
  }

  /** Everything of a resource that is not a volume. */
  private List<String> leftOf(String resource) {
    List<String> left = new ArrayList<>();
    for (ResourceType type :
        List.of(
            playground.redwings(),
            ResourceTypes.STATEFUL_SET,
            ResourceTypes.POD,
            ResourceTypes.SERVICE,
            ResourceTypes.ENDPOINTS,
            ResourceTypes.ENDPOINT_SLICE,
            ResourceTypes.CONFIG_MAP,
            ResourceTypes.SECRET,
            ResourceTypes.DISRUPTION_BUDGET)) {
      playground.registry().list(type, "default").stream()
          .map(Json::name)
          .filter(name -> name.equals(resource) || name.startsWith(resource + "-"))
          .filter(name -> !name.endsWith("-password")) // the user's own
          .forEach(name -> left.add(type.kind() + " " + name));
    }
    return left;
  }

  static Stream<String> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(n -> n.endsWith(".yaml"))
              .toList();
      return names.stream().filter(name -> !name.equals("demo.yaml")).sorted();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleServes(String file) throws Exception {
    List<String> resources = playground.apply(Files.readString(EXAMPLES.resolve(file)));
    assertThat(resources).isNotEmpty();
    for (String resource : resources) {
      ready(resource);
      new Check(playground, quiet).run(resource);
      delete(resource);
    }
  }
}
