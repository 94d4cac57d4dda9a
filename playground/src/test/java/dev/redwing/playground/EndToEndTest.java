package dev.redwing.playground;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.crds.Redwing;
import dev.redwing.crds.RedwingStatus;
import dev.redwing.operator.act.Permission;
import dev.redwing.operator.status.StatusReport;
import dev.redwing.playground.api.ApiException;
import dev.redwing.playground.api.Json;
import dev.redwing.playground.api.Registry;
import dev.redwing.playground.api.Registry.Deletion;
import dev.redwing.playground.api.ResourceType;
import dev.redwing.playground.api.ResourceTypes;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What a user does with a resource, with nothing simulated but the cluster. All tests share one
 * cluster and the resource of examples/demo.yaml, which each brings to its first state first.
 */
final class EndToEndTest extends DemoCluster {
  private static final int KEYS = 200;

  private static final String WRONG =
      """
      apiVersion: redwing.dev/v1alpha1
      kind: Redwing
      metadata: {name: wrong}
      """;

  EndToEndTest() throws IOException {}

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
    for (int replicas : List.of(4, 1, 0)) {
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
    long restartsBefore = restarts(DEMO);
    changeSpec(spec -> spec.putObject("config").put("slowlog-log-slower-than", "4321"));
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> nodes().stream().allMatch(node -> slowlog(node).equals("4321")));
    ready(DEMO);
    assertThat(podUids()).isEqualTo(before);
    assertThat(restarts(DEMO)).isEqualTo(restartsBefore);
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

  // ---- what must not happen --------------------------------------------------------------------

  @Test
  void whatIsDeletedOrChangedByHandIsPutBack() throws Exception {
    demo();
    Map<String, String> pods = podUids();
    Registry registry = playground.registry();
    List<ResourceType> kinds =
        List.of(
            ResourceTypes.SERVICE,
            ResourceTypes.CONFIG_MAP,
            ResourceTypes.SECRET,
            ResourceTypes.DISRUPTION_BUDGET);
    Map<String, String> before = new TreeMap<>();
    for (ResourceType kind : kinds) {
      for (ObjectNode object : registry.list(kind, "default")) {
        if (isOurs(object)) {
          before.put(kind.kind() + " " + Json.name(object), Json.uid(object));
          registry.delete(kind, "default", Json.name(object), Deletion.BACKGROUND);
        }
      }
    }
    edit(
        ResourceTypes.STATEFUL_SET,
        DEMO,
        live -> {
          live.withObject("/spec/template/spec").put("automountServiceAccountToken", true);
          ObjectNode container = (ObjectNode) live.at("/spec/template/spec/containers/0");
          container.put("image", "elsewhere/redis:7");
          container.withArray("args").add("--appendonly").add("no");
        });
    edit(
        ResourceTypes.POD,
        requireNonNull(playground.redwing(DEMO).getStatus().master),
        live -> live.withObject("/metadata/labels").remove("redwing.dev/role"));

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              Map<String, String> now = new TreeMap<>();
              for (ResourceType kind : kinds) {
                registry.list(kind, "default").stream()
                    .filter(EndToEndTest::isOurs)
                    .forEach(each -> now.put(kind.kind() + " " + Json.name(each), Json.uid(each)));
              }
              assertThat(now.keySet()).isEqualTo(before.keySet());
              assertThat(now.values()).doesNotContainAnyElementsOf(before.values());
            });
    edit(
        ResourceTypes.SERVICE,
        DEMO,
        live -> live.withObject("/spec/selector").put("nobody", "has-this"));
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              ObjectNode template =
                  (ObjectNode)
                      registry
                          .get(ResourceTypes.STATEFUL_SET, "default", DEMO)
                          .at("/spec/template/spec");
              assertThat(template.path("automountServiceAccountToken").asBoolean()).isFalse();
              assertThat(template.at("/containers/0/image").asText()).contains("redwing");
              assertThat(template.at("/containers/0/args").toString()).doesNotContain("appendonly");
              assertThat(registry.get(ResourceTypes.SERVICE, "default", DEMO).at("/spec/selector"))
                  .noneMatch(value -> value.asText().equals("has-this"));
              try (Jedis jedis = master()) { // the label is back when its service leads somewhere
                jedis.set("repaired", "yes");
              }
            });
    ready(DEMO);
    assertThat(podUids()).as("no pod had to be restarted").isEqualTo(pods);
  }

  private static boolean isOurs(ObjectNode object) {
    return object.at("/metadata/labels/app.kubernetes.io~1instance").asText().equals(DEMO)
        && object.at("/metadata/ownerReferences/0/kind").asText().equals("Redwing");
  }

  @Test
  void whatTheServerRefusesIsToldInItsOwnWords() throws Exception {
    demo();
    changeSpec(spec -> spec.putObject("config").put("notify-keyspace-events", "no such events"));
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(degraded(DEMO))
                    .contains("notify-keyspace-events no such events")
                    .contains("Invalid event class character"));
    // Kept out of the file: a pod that restarts now starts.
    await()
        .atMost(LIMIT)
        .until(
            () ->
                !playground
                    .registry()
                    .get(ResourceTypes.CONFIG_MAP, "default", "demo-config")
                    .toString()
                    .contains("no such events"));
    demo();
    await().atMost(LIMIT).until(() -> degraded(DEMO).isEmpty());
  }

  @Test
  void aPodThatCannotStartSaysWhy() throws Exception {
    playground.apply(
        """
        apiVersion: redwing.dev/v1alpha1
        kind: Redwing
        metadata: {name: broken}
        spec: {replicas: 0, config: {unixsocket: /nowhere/at/all}}
        """);
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(degraded("broken"))
                    .contains("broken-0 cannot start")
                    .contains("Failed opening Unix socket"));
    delete("broken");
  }

  /** What the condition Degraded says, empty when it is not true. */
  private String degraded(String resource) {
    Condition condition =
        StatusReport.condition(playground.redwing(resource).getStatus(), StatusReport.DEGRADED);
    return condition == null || condition.getStatus().equals("False") ? "" : condition.getMessage();
  }

  /** Twice: with the master's volume emptied, and with all as it was. */
  @Test
  void afterTheLossOfAllPodsTheFullestLeadsAndNothingIsLost() throws Exception {
    demo();
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (boolean emptied : List.of(true, false)) {
      String value = "round " + emptied;
      try (Jedis jedis = master()) {
        for (int i = 0; i < KEYS; i++) {
          jedis.set("outage:" + i, value);
        }
      }
      awaitEverywhere("outage:" + (KEYS - 1), value);
      long term = requireNonNull(playground.redwing(DEMO).getStatus().term);
      String master = requireNonNull(playground.redwing(DEMO).getStatus().master);

      requireNonNull(playground.operator()).kill();
      if (emptied) {
        // Stopped first: it must not write anything into what is emptied.
        signal("STOP", master);
        emptyVolume(master);
      }
      List<String> order = new ArrayList<>(podUids().keySet());
      Collections.shuffle(order, random);
      for (String pod : order) {
        requireNonNull(cluster.processOf("default", pod)).destroyForcibly();
      }
      playground.startOperator();
      await()
          .atMost(LIMIT)
          .until(
              () -> {
                assertThat(emptied && takesWrites(master)).as("an empty pod leads").isFalse();
                return requireNonNull(playground.redwing(DEMO).getStatus().term) > term
                    && playground.redwing(DEMO).getStatus().master != null;
              });
      ready(DEMO);

      if (emptied) {
        assertThat(playground.redwing(DEMO).getStatus().master).isNotEqualTo(master);
      }
      for (String pod : podUids().keySet()) {
        try (Jedis jedis = node(pod)) {
          for (int i = 0; i < KEYS; i++) {
            assertThat(jedis.get("outage:" + i)).as("key %d on %s", i, pod).isEqualTo(value);
          }
        }
      }
    }
  }

  private void signal(String signal, String pod) throws Exception {
    long pid = requireNonNull(cluster.processOf("default", pod)).pid();
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
    assertThat(kill.waitFor()).isZero();
  }

  private void emptyVolume(String pod) throws IOException {
    Path volume = cluster.volumeOf("default", "data-" + pod);
    try (Stream<Path> files = Files.walk(volume)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        if (!file.equals(volume)) {
          Files.delete(file);
        }
      }
    }
  }

  private boolean takesWrites(String pod) {
    try (Jedis jedis = node(pod)) {
      jedis.set("stray", "write");
      return true;
    } catch (JedisException e) {
      return false; // refused, or not up
    }
  }

  @Test
  void aMasterThatComesBackEmptyFollowsItsReplica() throws Exception {
    String resource = playground.apply(example("cache.yaml")).getFirst();
    ready(resource);
    new Check(playground, quiet).run(resource);
    RedwingStatus before = playground.redwing(resource).getStatus();
    String former = requireNonNull(before.master);
    try (Jedis jedis = node(former)) {
      jedis.set("cached", "yes");
      assertThat(jedis.waitReplicas(1, LIMIT.toMillis())).isEqualTo(1);
    }
    requireNonNull(cluster.processOf("default", former)).destroyForcibly();
    await()
        .atMost(LIMIT)
        .until(
            () ->
                requireNonNull(playground.redwing(resource).getStatus().term)
                    > requireNonNull(before.term));
    ready(resource);

    assertThat(playground.redwing(resource).getStatus().master).isNotEqualTo(former);
    assertThat(has(former, "cached", "yes")).isTrue();
    delete(resource);
    assertThat(playground.registry().list(ResourceTypes.VOLUME_CLAIM, "default"))
        .extracting(Json::name)
        .noneMatch(name -> name.startsWith("data-cache-")); // retainOnDelete: false
  }

  @Test
  void aPasswordIsRotatedLiveAndAChangedTemplateRestartsPodsOneByOne() throws Exception {
    String resource = playground.apply(example("auth.yaml")).getFirst();
    ready(resource);
    new Check(playground, quiet).run(resource);
    String address = requireNonNull(cluster.serviceAddress("default", resource));
    Map<String, String> uids = podUids(resource);
    try (Jedis held = new Jedis(address, Node.PORT, (int) LIMIT.toMillis())) {
      held.auth(playground.passwordOf(resource));
      for (String password : List.of("second", "third")) {
        playground.apply(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: private-password}
            stringData: {password: %s}
            """
                .formatted(password));
        await()
            .atMost(LIMIT)
            .until(
                () -> {
                  held.set("held", password); // never NOAUTH
                  return uids.keySet().stream().allMatch(pod -> opens(pod, password));
                });
      }
    }
    assertThat(uids.keySet()).noneMatch(pod -> opens(pod, "second"));
    ready(resource);
    assertThat(podUids(resource)).isEqualTo(uids);
    assertThat(restarts(resource)).isZero();

    String master = requireNonNull(playground.redwing(resource).getStatus().master);
    edit(
        playground.redwings(),
        resource,
        live -> live.withObject("/spec/podTemplate/labels").put("team", "new"));
    List<String> restarted = new ArrayList<>();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              podUids(resource)
                  .forEach(
                      (pod, uid) -> {
                        if (!uid.equals(uids.get(pod)) && !restarted.contains(pod)) {
                          restarted.add(pod);
                        }
                      });
              return restarted.size() == uids.size();
            });
    assertThat(restarted).last().isEqualTo(master);
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(() -> new Check(playground, quiet).run(resource)); // "third" still holds
    ready(resource);
    delete(resource);

    // By now the operator has done all it ever does: the chart's roles allow that and no more.
    Set<String> allowed = new TreeSet<>();
    for (Permission each : Permission.NAMESPACES) {
      each.verbs().forEach(verb -> allowed.add(each.group() + "/" + each.resource() + " " + verb));
    }
    assertThat(new TreeSet<>(cluster.used())).isEqualTo(allowed);
  }

  private boolean opens(String pod, String password) {
    try (Jedis jedis = Node.connect(pod(pod).at("/status/podIP").asText(), password)) {
      return jedis.ping().equals("PONG");
    } catch (JedisException e) {
      return false;
    }
  }

  /** Those that have no test of their own. */
  static Stream<String> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(n -> n.endsWith(".yaml"))
              .toList();
      return names.stream()
          .filter(name -> !Set.of("demo.yaml", "auth.yaml", "cache.yaml").contains(name))
          .sorted();
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
