package dev.redwing.operator.desired;

import dev.redwing.crds.Redwing;
import dev.redwing.operator.config.ClusterId;
import dev.redwing.operator.config.ClusterSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every Kubernetes object of a resource, built from its settled spec. Pure: the same input gives
 * the same objects, which golden files hold.
 */
public final class DesiredObjects {
  public static final int PORT = 6379;
  static final String PORT_NAME = "redis";

  private DesiredObjects() {}

  /**
   * The objects, in the order they are applied: what a pod needs to start comes before the
   * StatefulSet.
   *
   * @param nodes pods the StatefulSet shall have now; more than asked for while a master on its way
   *     out has not handed over yet
   * @param reset directives held at Redis's default
   * @param isWhole whether the master serves and every replica is in step
   */
  public static List<HasMetadata> of(
      ClusterSpec spec, AuthState auth, int nodes, Set<String> reset, boolean isWhole) {
    List<HasMetadata> objects =
        List.of(
            ConfigObjects.configMap(spec, reset),
            ConfigObjects.authSecret(spec, auth),
            nodesService(spec),
            service(spec, spec.id().masterService(), Labels.masterSelector(spec.id())),
            service(spec, spec.id().replicasService(), Labels.inSyncSelector(spec.id())),
            podDisruptionBudget(spec, isWhole),
            StatefulSetBuilding.statefulSet(spec, nodes));
    objects.forEach(DesiredObjects::stamp);
    return objects;
  }

  /** The hash pods of this spec carry. */
  public static String templateHash(ClusterSpec spec) {
    return StatefulSetBuilding.templateHash(spec);
  }

  private static void stamp(HasMetadata object) {
    Map<String, String> annotations = new LinkedHashMap<>();
    if (object.getMetadata().getAnnotations() != null) {
      annotations.putAll(object.getMetadata().getAnnotations());
    }
    annotations.put(Labels.DESIRED_HASH, Hashes.of(object));
    object.getMetadata().setAnnotations(annotations);
  }

  static ObjectMeta metadata(ClusterSpec spec, String name, Map<String, String> annotations) {
    return new ObjectMetaBuilder()
        .withNamespace(spec.id().namespace())
        .withName(name)
        .withLabels(Labels.of(spec.id()))
        .withAnnotations(annotations.isEmpty() ? null : annotations)
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion(Redwing.API_VERSION)
                .withKind("Redwing")
                .withName(spec.id().name())
                .withUid(spec.uid())
                .withController(true)
                .build())
        .build();
  }

  /** Gives every pod a name, ready or not: replicas follow and the operator elects by it. */
  private static Service nodesService(ClusterSpec spec) {
    ClusterId id = spec.id();
    return new ServiceBuilder()
        .withMetadata(metadata(spec, id.nodesService(), Map.of()))
        .withNewSpec()
        .withClusterIP("None")
        .withPublishNotReadyAddresses(true)
        .withSelector(Labels.selector(id))
        .addNewPort()
        .withName(PORT_NAME)
        .withPort(PORT)
        .withProtocol("TCP")
        .withTargetPort(new IntOrString(PORT_NAME))
        .endPort()
        .endSpec()
        .build();
  }

  private static Service service(ClusterSpec spec, String name, Map<String, String> selector) {
    return new ServiceBuilder()
        .withMetadata(metadata(spec, name, Map.of()))
        .withNewSpec()
        .withType("ClusterIP")
        .withSelector(selector)
        .addNewPort()
        .withName(PORT_NAME)
        .withPort(PORT)
        .withProtocol("TCP")
        .withTargetPort(new IntOrString(PORT_NAME))
        .endPort()
        .endSpec()
        .build();
  }

  /**
   * One pod at a time may be evicted, and the next only when the one before it is in step again:
   * Kubernetes counts ready pods, and a pod that loads its data or catches up is ready. A pod that
   * is not even ready serves nobody and may always go.
   */
  private static PodDisruptionBudget podDisruptionBudget(ClusterSpec spec, boolean isWhole) {
    ClusterId id = spec.id();
    return new PodDisruptionBudgetBuilder()
        .withMetadata(metadata(spec, id.podDisruptionBudget(), Map.of()))
        .withNewSpec()
        .withMaxUnavailable(new IntOrString(isWhole ? 1 : 0))
        .withUnhealthyPodEvictionPolicy("AlwaysAllow")
        .withNewSelector()
        .withMatchLabels(Labels.selector(id))
        .endSelector()
        .endSpec()
        .build();
  }
}
