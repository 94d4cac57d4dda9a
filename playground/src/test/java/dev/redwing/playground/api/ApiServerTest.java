package dev.redwing.playground.api;

import static dev.redwing.playground.api.RunningApiServer.applyAs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client of a real API server relies on. */
final class ApiServerTest {
  private final RunningApiServer server;
  private final KubernetesClient client;

  ApiServerTest() throws IOException {
    server = new RunningApiServer();
    client = server.client;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static GenericKubernetesResource gadget(String spec) {
    return io.fabric8.kubernetes.client.utils.Serialization.unmarshal(
        """
        apiVersion: test.dev/v1
        kind: Gadget
        metadata: {name: one, namespace: default}
        spec: %s
        """
            .formatted(spec),
        GenericKubernetesResource.class);
  }

  private GenericKubernetesResource apply(String spec, String manager, boolean force) {
    return client.resource(gadget(spec)).patch(applyAs(manager, force));
  }

  private Resource<GenericKubernetesResource> live() {
    return client
        .genericKubernetesResources("test.dev/v1", "Gadget")
        .inNamespace("default")
        .withName("one");
  }

  private static KubernetesClientException refusal(ThrowingCallable call) {
    return catchThrowableOfType(KubernetesClientException.class, call);
  }

  private static List<String> causes(KubernetesClientException refused) {
    return refused.getStatus().getDetails().getCauses().stream()
        .map(StatusCause::getMessage)
        .toList();
  }

  @Test
  void appliedFieldsMergeAndDroppedOnesGo() {
    apply("{mode: small, parts: [{name: a, count: 3}]}", "first", false);
    apply("{labels: {x: y}, parts: [{name: b}]}", "second", false);
    GenericKubernetesResource merged = live().get();
    assertThat(merged.<Object>get("spec", "parts", 0, "count")).isEqualTo(3);
    assertThat(merged.<Object>get("spec", "parts", 1, "name")).isEqualTo("b");
    assertThat(merged.<Object>get("spec", "labels", "x")).isEqualTo("y");

    apply("{mode: small}", "first", false);

    GenericKubernetesResource left = live().get();
    assertThat(left.<List<?>>get("spec", "parts")).hasSize(1);
    assertThat(left.<Object>get("spec", "parts", 0, "name")).isEqualTo("b");
    assertThat(left.<Object>get("spec", "mode")).isEqualTo("small");
  }

  @Test
  void aFieldOfAnotherManagerIsAConflictUnlessForced() {
    apply("{mode: small}", "first", false);

    KubernetesClientException refused = refusal(() -> apply("{mode: big}", "second", false));

    assertThat(refused.getCode()).isEqualTo(409);
    assertThat(refused.getMessage()).contains("conflict with \"first\"").contains(".spec.mode");
    apply("{mode: small}", "second", false); // the same value is shared, not fought over
    apply("{mode: big}", "third", true);
    assertThat(live().get().<Object>get("spec", "mode")).isEqualTo("big");
    assertThat(refusal(() -> apply("{mode: small}", "first", false)).getCode()).isEqualTo(409);
  }

  @Test
  void anUpdateTakesOwnershipOfWhatItChanges() {
    apply("{mode: small, labels: {x: a}}", "first", false);
    live()
        .edit(
            gadget -> {
              gadget.<Map<String, Object>>get("spec", "labels").put("x", "b");
              return gadget;
            });
    KubernetesClientException refused =
        refusal(() -> apply("{mode: small, labels: {x: a}}", "first", false));
    assertThat(refused.getCode()).isEqualTo(409);
    assertThat(refused.getMessage()).contains(".spec.labels.x").doesNotContain(".spec.mode");
  }

  @Test
  void anIdenticalApplyChangesNothing() {
    GenericKubernetesResource first = apply("{mode: small, parts: [{name: a}]}", "op", true);
    GenericKubernetesResource second = apply("{mode: small, parts: [{name: a}]}", "op", true);
    assertThat(second.getMetadata().getResourceVersion())
        .isEqualTo(first.getMetadata().getResourceVersion());
  }

  @Test
  void theGenerationCountsChangesOfTheSpecOnly() {
    GenericKubernetesResource made = apply("{replicas: 1}", "op", true);
    assertThat(made.getMetadata().getGeneration()).isEqualTo(1);
    live()
        .editStatus(
            gadget -> {
              gadget.setAdditionalProperty("status", Map.of("replicas", 1));
              gadget.setAdditionalProperty("spec", Map.of("replicas", 9));
              return gadget;
            });
    client
        .resource(live().get())
        .edit(
            gadget -> {
              gadget.getMetadata().setLabels(Map.of("a", "b"));
              return gadget;
            });
    GenericKubernetesResource same = live().get();
    assertThat(same.getMetadata().getGeneration()).isEqualTo(1);
    assertThat(same.<Object>get("status", "replicas")).isEqualTo(1);
    assertThat(same.<Object>get("spec", "replicas")).isEqualTo(1);
    assertThat(apply("{replicas: 3}", "op", true).getMetadata().getGeneration()).isEqualTo(2);
    assertThat(live().get().<Object>get("status", "replicas")).isEqualTo(1);
  }

  @Test
  void aStaleVersionIsRefused() {
    GenericKubernetesResource stale = apply("{replicas: 1}", "op", true);
    apply("{replicas: 2}", "op", true);
    KubernetesClientException refused = refusal(() -> client.resource(stale).update());
    assertThat(refused.getCode()).isEqualTo(409);
    assertThat(refused.getMessage()).contains("the object has been modified");
  }

  @Test
  void defaultsAreFilledInAndRulesAreKept() {
    GenericKubernetesResource made = apply("{parts: [{name: a}]}", "op", true);
    assertThat(made.<Object>get("spec", "replicas")).isEqualTo(2);
    assertThat(made.<Object>get("spec", "size")).isEqualTo("1Gi");
    assertThat(made.<Object>get("spec", "parts", 0, "count")).isEqualTo(1);

    KubernetesClientException rule = refusal(() -> apply("{mode: big, replicas: 1}", "op", true));
    assertThat(rule.getCode()).isEqualTo(422);
    assertThat(rule.getMessage())
        .contains("spec: Invalid value: \"object\": mode big needs 2 replicas");
    assertThat(causes(rule)).hasSize(1);
    assertThat(causes(refusal(() -> apply("{size: 2Gi}", "op", true))))
        .containsExactly("Invalid value: \"object\": size cannot change");
    assertThat(causes(refusal(() -> apply("{replicas: -1, mode: huge}", "op", true))))
        .containsExactlyInAnyOrder(
            "Invalid value: -1: spec.replicas in body should be greater than or equal to 0",
            "Unsupported value: \"huge\": supported values: \"small\", \"big\"");
    assertThat(refusal(() -> apply("{replicas: many}", "op", true)).getMessage())
        .contains("must be of type integer");
  }

  @Test
  void quantitiesAreComparedInRules() {
    KubernetesClientException refused = refusal(() -> apply("{size: 10Ki}", "op", true));
    assertThat(causes(refused))
        .containsExactly("Invalid value: \"object\": size must be more than 1Mi");
  }

  @Test
  void anUndeclaredFieldIsDroppedOnCreateAndRefusedOnApply() {
    GenericKubernetesResource made = client.resource(gadget("{colour: red}")).create();
    assertThat(made.<Object>get("spec", "colour")).isNull();
    KubernetesClientException refused = refusal(() -> apply("{colour: red}", "op", true));
    assertThat(refused.getCode()).isEqualTo(500);
    assertThat(refused.getMessage()).contains(".spec.colour: field not declared in schema");
  }

  @Test
  void theScaleSubresourceChangesTheReplicas() {
    apply("{replicas: 1}", "op", true);
    live().scale(4);
    assertThat(live().get().<Object>get("spec", "replicas")).isEqualTo(4);
    assertThat(live().get().getMetadata().getGeneration()).isEqualTo(2);
  }

  @Test
  void aFinalizerHoldsWhatIsDeleted() {
    client.resource(gadget("{}")).create();
    live()
        .edit(
            gadget -> {
              gadget.getMetadata().setFinalizers(List.of("test.dev/hold"));
              return gadget;
            });
    live().delete();
    GenericKubernetesResource held = live().get();
    assertThat(held.getMetadata().getDeletionTimestamp()).isNotNull();
    live()
        .edit(
            gadget -> {
              gadget.getMetadata().setFinalizers(List.of());
              return gadget;
            });
    assertThat(live().get()).isNull();
  }

  @Test
  void whatIsOwnedGoesWithItsOwner() {
    GenericKubernetesResource owner = client.resource(gadget("{}")).create();
    ConfigMap owned = ownedBy(owner, "owned");
    client.resource(owned).create();
    GarbageCollector collector = new GarbageCollector(server.registry);
    collector.sync();
    assertThat(client.resource(owned).get()).isNotNull();

    live().withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
    collector.sync();

    assertThat(client.resource(owned).get()).isNull();
  }

  @Test
  void foregroundDeletionWaitsAndOrphaningLeaves() {
    ConfigMap waited =
        client.resource(ownedBy(client.resource(gadget("{}")).create(), "waited")).create();
    GarbageCollector collector = new GarbageCollector(server.registry);
    live().withPropagationPolicy(DeletionPropagation.FOREGROUND).delete();
    assertThat(live().get().getMetadata().getFinalizers()).containsExactly("foregroundDeletion");
    collector.sync();
    collector.sync();
    assertThat(client.resource(waited).get()).isNull();
    assertThat(live().get()).isNull();

    ConfigMap left =
        client.resource(ownedBy(client.resource(gadget("{}")).create(), "left")).create();
    live().withPropagationPolicy(DeletionPropagation.ORPHAN).delete();
    collector.sync();
    collector.sync();
    assertThat(live().get()).isNull();
    assertThat(client.resource(left).get().getMetadata().getOwnerReferences()).isEmpty();
  }

  private static ConfigMap ownedBy(GenericKubernetesResource owner, String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .addNewOwnerReference()
        .withApiVersion(owner.getApiVersion())
        .withKind(owner.getKind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .withBlockOwnerDeletion(true)
        .endOwnerReference()
        .endMetadata()
        .build();
  }

  @Test
  void aWatchSeesWhatHappensToItsSelection() {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (SharedIndexInformer<ConfigMap> informer =
        client.configMaps().inNamespace("default").withLabel("app", "x").inform(recorder(seen))) {
      ConfigMap map =
          new ConfigMapBuilder()
              .withNewMetadata()
              .withName("watched")
              .withNamespace("default")
              .addToLabels("app", "x")
              .endMetadata()
              .addToData("a", "1")
              .build();
      client.resource(map).create();
      client.configMaps().withName("watched").edit(m -> m.edit().addToData("a", "2").build());
      await().until(() -> seen.size() == 2);
      client
          .configMaps()
          .withName("watched")
          .edit(m -> m.edit().editMetadata().addToLabels("app", "y").endMetadata().build());
      await().until(() -> seen.size() == 3);
      assertThat(informer.isWatching()).isTrue();
    }
    assertThat(seen).containsExactly("added 1", "updated 2", "deleted");
  }

  private static ResourceEventHandler<ConfigMap> recorder(List<String> seen) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(ConfigMap map) {
        seen.add("added " + map.getData().get("a"));
      }

      @Override
      public void onUpdate(ConfigMap before, ConfigMap after) {
        seen.add("updated " + after.getData().get("a"));
      }

      @Override
      public void onDelete(ConfigMap map, boolean unknown) {
        seen.add("deleted");
      }
    };
  }

  @Test
  void fixedFieldsOfAStatefulSetAreRefused() {
    String set =
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: s, namespace: default}
        spec:
          serviceName: %s
          selector: {matchLabels: {a: b}}
          template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}
        """;
    client.resource(set.formatted("one")).patch(applyAs("op", true));
    KubernetesClientException refused =
        refusal(() -> client.resource(set.formatted("two")).patch(applyAs("op", true)));
    assertThat(refused.getCode()).isEqualTo(422);
    assertThat(refused.getMessage()).contains("updates to statefulset spec for fields other than");
  }

  @Test
  void theRealDefinitionIsAcceptedAndItsDefaultsApply() throws IOException {
    try (java.io.InputStream in =
        getClass().getResourceAsStream("/META-INF/fabric8/redwings.redwing.dev-v1.yml")) {
      assertThat(in).isNotNull();
      client.load(in).create();
    }
    String redwing =
        """
        apiVersion: redwing.dev/v1alpha1
        kind: Redwing
        metadata: {name: demo, namespace: default}
        spec: %s
        """;
    client.resource(redwing.formatted("{}")).patch(applyAs("user", false));
    KubernetesClientException refused =
        refusal(
            () ->
                client
                    .resource(
                        redwing.formatted("{replicas: 1, replication: {minReplicasToWrite: 2}}"))
                    .patch(applyAs("user", false)));
    assertThat(refused.getCode()).isEqualTo(422);
    assertThat(refused.getMessage()).contains("minReplicasToWrite");
  }
}
