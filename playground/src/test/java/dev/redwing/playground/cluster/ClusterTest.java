package dev.redwing.playground.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Json;
import dev.redwing.playground.api.Registry;
import dev.redwing.playground.api.Registry.Deletion;
import dev.redwing.playground.api.Registry.Write;
import dev.redwing.playground.api.ResourceType;
import dev.redwing.playground.api.ResourceTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** StatefulSets, pods, volumes and services, with redis-server as the process of every pod. */
final class ClusterTest {
  private static final Write WRITE = new Write("test", true, false, false);
  private static final String OBJECTS =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: conf, namespace: default}
      data:
        redis.conf: |
          port 6379
          save ""
          include /etc/conf/more.conf
        more.conf: |
          maxclients 77
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: nodes, namespace: default}
      spec:
        clusterIP: None
        publishNotReadyAddresses: true
        selector: {app: redis}
        ports: [{name: redis, port: 6379}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: front, namespace: default}
      spec:
        selector: {app: redis, role: master}
        ports: [{name: redis, port: 6379, targetPort: redis}]
      ---
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: {name: budget, namespace: default}
      spec: {maxUnavailable: 1, selector: {matchLabels: {app: redis}}}
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: redis, namespace: default}
      spec:
        replicas: 2
        serviceName: nodes
        podManagementPolicy: Parallel
        updateStrategy: {type: OnDelete}
        persistentVolumeClaimRetentionPolicy: {whenDeleted: Retain, whenScaled: Delete}
        selector: {matchLabels: {app: redis}}
        template:
          metadata: {labels: {app: redis}}
          spec:
            terminationGracePeriodSeconds: 5
            containers:
            - name: server
              image: redis
              args: [/etc/conf/redis.conf, --dir, /data, --bind, $(POD_IP), --enable-debug-command, 'yes']
              env:
              - {name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
              ports: [{name: redis, containerPort: 6379}]
              readinessProbe: {tcpSocket: {port: redis}, periodSeconds: 1}
              volumeMounts:
              - {name: conf, mountPath: /etc/conf}
              - {name: data, mountPath: /data}
            volumes: [{name: conf, configMap: {name: conf}}]
        volumeClaimTemplates:
        - metadata: {name: data}
          spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
      """;

  private final Cluster cluster = Cluster.start(new RedisLauncher());
  private final Registry registry = cluster.registry();

  ClusterTest() throws IOException {}

  @BeforeAll
  static void needsRedis() {
    assumeTrue(RedisLauncher.isInstalled(), "redis-server is not installed");
  }

  @AfterEach
  void stop() throws IOException {
    Path directory = cluster.directory();
    List<ProcessHandle> processes = ProcessHandle.current().descendants().toList();
    cluster.close();
    assertThat(directory).doesNotExist();
    assertThat(processes).noneMatch(ProcessHandle::isAlive);
  }

  private void applyAll() {
    cluster.apply(OBJECTS);
  }

  private @Nullable ObjectNode find(ResourceType type, String name) {
    return registry.find(type, "default", name);
  }

  private ObjectNode pod(String name) {
    return registry.get(ResourceTypes.POD, "default", name);
  }

  private JsonNode setStatus() {
    return registry.get(ResourceTypes.STATEFUL_SET, "default", "redis").path("status");
  }

  private void awaitReady(int count) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                setStatus().path("readyReplicas").asInt() == count
                    && setStatus().path("replicas").asInt() == count);
  }

  private void scale(int replicas) {
    registry.edit(
        ResourceTypes.STATEFUL_SET,
        "default",
        "redis",
        "",
        WRITE,
        set -> {
          ((ObjectNode) set.path("spec")).put("replicas", replicas);
          return set;
        });
  }

  private void label(String pod, String role) {
    registry.edit(
        ResourceTypes.POD,
        "default",
        pod,
        "",
        WRITE,
        object -> {
          ((ObjectNode) object.path("metadata").path("labels")).put("role", role);
          return object;
        });
  }

  private Jedis jedis(String pod) {
    return new Jedis(pod(pod).path("status").path("podIP").asText(), 6379);
  }

  @Test
  void podsRunWithTheirConfigurationAndAreReachedByServices() throws IOException {
    applyAll();
    awaitReady(2);
    try (Jedis direct = jedis("redis-0")) {
      assertThat(direct.configGet("maxclients")).containsEntry("maxclients", "77");
      assertThat(direct.configGet("dir").get("dir"))
          .isEqualTo(cluster.volumeOf("default", "data-redis-0").toString());
    }
    String front = requireNonNull(cluster.serviceAddress("default", "front"));
    assertThat(refuses(front)).isTrue();
    label("redis-1", "master");
    await().until(() -> !refuses(front));
    try (Jedis service = new Jedis(front, 6379);
        Jedis direct = jedis("redis-1")) {
      service.set("a", "b");
      assertThat(direct.get("a")).isEqualTo("b");
    }
    String hosts = Files.readString(cluster.hostsFile());
    assertThat(hosts)
        .contains(
            pod("redis-1").path("status").path("podIP").asText()
                + " redis-1.nodes.default.svc.cluster.local\n")
        .contains(front + " front.default.svc\n");
    ObjectNode slice = registry.list(ResourceTypes.ENDPOINT_SLICE, "default").getFirst();
    assertThat(slice.path("endpoints").path(0).path("conditions").path("ready").asBoolean())
        .isTrue();
    await().until(() -> allowedDisruptions() == 1);
  }

  private int allowedDisruptions() {
    return registry
        .get(ResourceTypes.DISRUPTION_BUDGET, "default", "budget")
        .path("status")
        .path("disruptionsAllowed")
        .asInt();
  }

  private static boolean refuses(String address) {
    try (Jedis service = new Jedis(address, 6379)) {
      service.ping();
      return false;
    } catch (redis.clients.jedis.exceptions.JedisConnectionException e) {
      return true;
    }
  }

  @Test
  void aDeletedPodComesBackWithItsVolumeAndAnotherAddress() {
    applyAll();
    awaitReady(2);
    ObjectNode before = pod("redis-0");
    try (Jedis jedis = jedis("redis-0")) {
      jedis.set("kept", "yes");
      jedis.save();
    }
    registry.delete(ResourceTypes.POD, "default", "redis-0", Deletion.BACKGROUND);
    assertThat(Json.isTerminating(pod("redis-0"))).isTrue();
    await()
        .until(
            () -> {
              ObjectNode now = find(ResourceTypes.POD, "redis-0");
              return now != null && !Json.uid(now).equals(Json.uid(before)) && Pods.isReady(now);
            });
    assertThat(Pods.ip(pod("redis-0"))).isNotEqualTo(Pods.ip(before));
    try (Jedis jedis = jedis("redis-0")) {
      assertThat(jedis.get("kept")).isEqualTo("yes");
    }
  }

  @Test
  void aContainerThatDiesIsRestartedInPlace() {
    applyAll();
    awaitReady(2);
    String uid = Json.uid(pod("redis-0"));
    requireNonNull(cluster.processOf("default", "redis-0")).destroyForcibly();
    await().until(() -> restarts("redis-0") == 1 && Pods.isReady(pod("redis-0")));
    assertThat(Json.uid(pod("redis-0"))).isEqualTo(uid);
    JsonNode last =
        pod("redis-0").path("status").path("containerStatuses").path(0).path("lastState");
    assertThat(last.path("terminated").path("exitCode").asInt()).isEqualTo(137);
  }

  private int restarts(String pod) {
    return pod(pod).path("status").path("containerStatuses").path(0).path("restartCount").asInt();
  }

  @Test
  void scalingMakesAndRemovesPodsAndTheirClaims() {
    applyAll();
    awaitReady(2);
    scale(3);
    awaitReady(3);
    Path volume = cluster.volumeOf("default", "data-redis-2");
    assertThat(volume).exists();
    scale(1);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> registry.list(ResourceTypes.POD, "").size() == 1);
    assertThat(find(ResourceTypes.POD, "redis-0")).isNotNull();
    await().until(() -> find(ResourceTypes.VOLUME_CLAIM, "data-redis-2") == null);
    await().untilAsserted(() -> assertThat(volume).doesNotExist());
    assertThat(find(ResourceTypes.VOLUME_CLAIM, "data-redis-0")).isNotNull();
  }

  @Test
  void underOnDeleteANewTemplateWaitsForADeletion() {
    applyAll();
    awaitReady(2);
    String first = setStatus().path("updateRevision").asText();
    registry.edit(
        ResourceTypes.STATEFUL_SET,
        "default",
        "redis",
        "",
        WRITE,
        set -> {
          ObjectNode template = (ObjectNode) set.path("spec").path("template").path("metadata");
          template.putObject("annotations").put("changed", "yes");
          return set;
        });
    await().until(() -> !setStatus().path("updateRevision").asText().equals(first));
    assertThat(setStatus().path("updatedReplicas").asInt()).isZero();
    registry.delete(ResourceTypes.POD, "default", "redis-1", Deletion.BACKGROUND);
    await().until(() -> setStatus().path("updatedReplicas").asInt() == 1);
    awaitReady(2);
    assertThat(pod("redis-0").path("metadata").path("annotations").has("changed")).isFalse();
    assertThat(pod("redis-1").path("metadata").path("annotations").has("changed")).isTrue();
  }

  @Test
  void deletingTheSetLeavesRetainedClaimsOnly() throws IOException {
    applyAll();
    awaitReady(2);
    registry.delete(ResourceTypes.STATEFUL_SET, "default", "redis", Deletion.BACKGROUND);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> registry.list(ResourceTypes.POD, "").isEmpty());
    assertThat(registry.list(ResourceTypes.VOLUME_CLAIM, "")).hasSize(2);
    try (Stream<Path> volumes = Files.list(cluster.directory().resolve("volumes"))) {
      assertThat(volumes).hasSize(2);
    }
  }

  @Test
  void aChangedConfigMapReachesTheMountedFile() {
    applyAll();
    awaitReady(2);
    registry.edit(
        ResourceTypes.CONFIG_MAP,
        "default",
        "conf",
        "",
        WRITE,
        map -> {
          ((ObjectNode) map.path("data")).put("more.conf", "maxclients 88\n");
          return map;
        });
    try (Jedis jedis = jedis("redis-0")) {
      String info = jedis.info("server");
      String file = info.replaceAll("(?s).*config_file:(\\S+).*", "$1");
      await()
          .untilAsserted(
              () ->
                  assertThat(Path.of(file).resolveSibling("more.conf"))
                      .hasContent("maxclients 88\n"));
    }
  }

  @Test
  void aPodWaitsForAMissingConfigMap() {
    applyAll();
    registry.delete(ResourceTypes.CONFIG_MAP, "default", "conf", Deletion.BACKGROUND);
    scale(3);
    await()
        .until(
            () -> {
              ObjectNode waiting = find(ResourceTypes.POD, "redis-2");
              return waiting != null
                  && waiting.toString().contains("configmap \\\"conf\\\" not found");
            });
  }
}
