package dev.redwing.playground.api;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** A server of a test's own with a client to it. */
final class RunningApiServer implements AutoCloseable {
  /** A type with what the tests need: defaults, rules, a keyed list, both subresources. */
  static final String GADGET_DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: gadgets.test.dev}
      spec:
        group: test.dev
        scope: Namespaced
        names: {kind: Gadget, plural: gadgets, singular: gadget, shortNames: [gd]}
        versions:
        - name: v1
          served: true
          storage: true
          subresources:
            status: {}
            scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
          schema:
            openAPIV3Schema:
              type: object
              x-kubernetes-validations:
              - {rule: 'self.metadata.name.size() <= 20', message: 'the name is too long, use 20 letters'}
              properties:
                spec:
                  type: object
                  x-kubernetes-validations:
                  - rule: '!has(self.mode) || self.mode != "big" || self.replicas > 1'
                    message: 'mode big needs 2 replicas or more'
                  - rule: 'quantity(self.size).isGreaterThan(quantity("1Mi"))'
                    message: 'size must be more than 1Mi'
                  - rule: 'self.size == oldSelf.size'
                    message: 'size cannot change'
                  properties:
                    replicas: {type: integer, minimum: 0, default: 2}
                    mode: {type: string, enum: [small, big]}
                    size: {type: string, default: 1Gi, pattern: '^[0-9]+[KMG]i$'}
                    labels: {type: object, additionalProperties: {type: string}}
                    parts:
                      type: array
                      x-kubernetes-list-type: map
                      x-kubernetes-list-map-keys: [name]
                      items:
                        type: object
                        required: [name]
                        properties: {name: {type: string}, count: {type: integer, default: 1}}
                status:
                  type: object
                  properties: {replicas: {type: integer}, note: {type: string}}
      """;

  final Registry registry = new Registry(Clock.systemUTC());
  final KubernetesClient client;
  private final ApiServer server;

  RunningApiServer() throws IOException {
    server =
        ApiServer.start(
            registry,
            (namespace, pod) ->
                (namespace + "/" + pod + " says hello").getBytes(StandardCharsets.UTF_8),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(server.url())
            .withNamespace("default")
            .withRequestRetryBackoffLimit(0)
            .build();
    client = new KubernetesClientBuilder().withConfig(config).build();
    client.resource(GADGET_DEFINITION).create();
  }

  static PatchContext applyAs(String manager, boolean force) {
    return new PatchContext.Builder()
        .withPatchType(PatchType.SERVER_SIDE_APPLY)
        .withFieldManager(manager)
        .withForce(force)
        .build();
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
