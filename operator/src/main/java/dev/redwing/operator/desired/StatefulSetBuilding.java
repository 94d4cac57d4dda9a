package dev.redwing.operator.desired;

import dev.redwing.crds.SchedulingSpec;
import dev.redwing.operator.config.ClusterId;
import dev.redwing.operator.config.ClusterSpec;
import dev.redwing.operator.config.Directive;
import dev.redwing.operator.config.Directives;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The StatefulSet. {@code Parallel}, since no pod waits for another to be ready; {@code OnDelete},
 * since the operator restarts pods in its own order. The probes ask only whether the server's port
 * takes connections: a server that is loading for minutes does, and must not be killed for it.
 * Whether a pod is in a service is decided by its labels.
 */
final class StatefulSetBuilding {
  static final String CONTAINER = "redwing";
  private static final String DATA = "data";
  private static final String DATA_DIRECTORY = "/data";

  /** The user of the image. Any number above zero will do, but a volume's group must match it. */
  private static final long USER = 10001;

  private StatefulSetBuilding() {}

  static StatefulSet statefulSet(ClusterSpec spec, int nodes) {
    ClusterId id = spec.id();
    ClusterSpec.Storage storage = spec.storage();
    return new StatefulSetBuilder()
        .withMetadata(DesiredObjects.metadata(spec, id.statefulSet(), Map.of()))
        .withNewSpec()
        .withReplicas(nodes)
        .withServiceName(id.nodesService())
        .withPodManagementPolicy("Parallel")
        .withNewUpdateStrategy()
        .withType("OnDelete")
        .endUpdateStrategy()
        .withNewPersistentVolumeClaimRetentionPolicy()
        .withWhenDeleted(storage.retainOnDelete() ? "Retain" : "Delete")
        .withWhenScaled(storage.retainOnScaleDown() ? "Retain" : "Delete")
        .endPersistentVolumeClaimRetentionPolicy()
        .withNewSelector()
        .withMatchLabels(Labels.selector(id))
        .endSelector()
        .withTemplate(template(spec))
        .withVolumeClaimTemplates(claim(spec))
        .endSpec()
        .build();
  }

  private static PersistentVolumeClaim claim(ClusterSpec spec) {
    ClusterSpec.Storage storage = spec.storage();
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName(DATA)
        .withLabels(Labels.of(spec.id()))
        .endMetadata()
        .withNewSpec()
        .withAccessModes(storage.accessModes())
        .withStorageClassName(storage.storageClassName())
        .withNewResources()
        .addToRequests("storage", new Quantity(storage.size()))
        .endResources()
        .endSpec()
        .build();
  }

  private static PodTemplateSpec template(ClusterSpec spec) {
    Map<String, String> labels = new TreeMap<>(spec.pod().labels());
    labels.putAll(Labels.of(spec.id()));
    PodTemplateSpec template =
        new PodTemplateSpecBuilder()
            .withNewMetadata()
            .withLabels(labels)
            .withAnnotations(new TreeMap<>(spec.pod().annotations()))
            .endMetadata()
            .withSpec(PodOverride.merge(podSpec(spec), spec.pod().override()))
            .build();
    template.getMetadata().getAnnotations().put(Labels.TEMPLATE_HASH, hash(spec, template));
    return template;
  }

  static String templateHash(ClusterSpec spec) {
    PodTemplateSpec template = template(spec);
    template.getMetadata().getAnnotations().remove(Labels.TEMPLATE_HASH);
    return hash(spec, template);
  }

  /** What only a restart changes is part of the hash, so that it makes pods out of date. */
  private static String hash(ClusterSpec spec, PodTemplateSpec template) {
    return Hashes.of(Map.of("template", template, "conf", restartDirectives(spec)));
  }

  private static NavigableMap<String, String> restartDirectives(ClusterSpec spec) {
    NavigableMap<String, String> fixed = new TreeMap<>();
    spec.directives()
        .forEach(
            (name, value) -> {
              Directive directive = Directives.find(name);
              if (directive != null && !directive.live()) {
                fixed.put(name, value);
              }
            });
    return fixed;
  }

  private static PodSpec podSpec(ClusterSpec spec) {
    ClusterSpec.Pod pod = spec.pod();
    SchedulingSpec scheduling = pod.scheduling();
    return new PodSpecBuilder()
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds(pod.terminationGracePeriodSeconds())
        .withImagePullSecrets(pod.imagePullSecrets())
        .withNodeSelector(scheduling.nodeSelector)
        .withTolerations(scheduling.tolerations)
        .withAffinity(affinity(spec.id(), scheduling.affinity))
        .withTopologySpreadConstraints(scheduling.topologySpreadConstraints)
        .withPriorityClassName(scheduling.priorityClassName)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(USER)
        .withRunAsGroup(USER)
        .withFsGroup(USER)
        .withFsGroupChangePolicy("OnRootMismatch")
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withContainers(container(spec))
        .addToVolumes(
            new VolumeBuilder()
                .withName("config")
                .withNewConfigMap()
                .withName(spec.id().configMap())
                .endConfigMap()
                .build(),
            new VolumeBuilder()
                .withName("auth")
                .withNewSecret()
                .withSecretName(spec.id().authSecret())
                .endSecret()
                .build(),
            new VolumeBuilder()
                .withName("tmp")
                .withNewEmptyDir()
                .withSizeLimit(new Quantity("64Mi"))
                .endEmptyDir()
                .build())
        .build();
  }

  private static Container container(ClusterSpec spec) {
    ClusterSpec.Pod pod = spec.pod();
    return new ContainerBuilder()
        .withName(CONTAINER)
        .withImage(pod.image())
        .withImagePullPolicy(pod.imagePullPolicy())
        .withArgs(
            ConfigObjects.CONF_DIRECTORY + "/" + ConfigObjects.CONF_KEY,
            "--dir",
            DATA_DIRECTORY,
            "--bind",
            "$(POD_IP)",
            "--replica-announce-ip",
            "$(POD_IP)")
        .addNewEnv()
        .withName("POD_IP")
        .withNewValueFrom()
        .withNewFieldRef(null, "status.podIP")
        .endValueFrom()
        .endEnv()
        .addNewEnv()
        .withName("POD_NAME")
        .withNewValueFrom()
        .withNewFieldRef(null, "metadata.name")
        .endValueFrom()
        .endEnv()
        .addNewEnv()
        .withName("JAVA_TOOL_OPTIONS")
        .withValue(spec.javaOptions())
        .endEnv()
        .addNewPort()
        .withName(DesiredObjects.PORT_NAME)
        .withContainerPort(DesiredObjects.PORT)
        .withProtocol("TCP")
        .endPort()
        .withResources(pod.resources())
        // The end of the log of a server that ends is what the status says about it.
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withStartupProbe(probe(2, 150, 2))
        .withLivenessProbe(probe(10, 6, 5))
        .withReadinessProbe(probe(2, 2, 2))
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withRunAsNonRoot(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .addNewVolumeMount()
        .withName(DATA)
        .withMountPath(DATA_DIRECTORY)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("config")
        .withMountPath(ConfigObjects.CONF_DIRECTORY)
        .withReadOnly(true)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("auth")
        .withMountPath(ConfigObjects.AUTH_DIRECTORY)
        .withReadOnly(true)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("tmp")
        .withMountPath("/tmp")
        .endVolumeMount()
        .build();
  }

  private static Probe probe(int periodSeconds, int failureThreshold, int timeoutSeconds) {
    return new ProbeBuilder()
        .withNewTcpSocket()
        .withNewPort(DesiredObjects.PORT_NAME)
        .endTcpSocket()
        .withPeriodSeconds(periodSeconds)
        .withFailureThreshold(failureThreshold)
        .withTimeoutSeconds(timeoutSeconds)
        .build();
  }

  private static Affinity affinity(ClusterId id, @Nullable Affinity given) {
    if (given != null) {
      return given;
    }
    return new AffinityBuilder()
        .withNewPodAntiAffinity()
        .addNewPreferredDuringSchedulingIgnoredDuringExecution()
        .withWeight(100)
        .withNewPodAffinityTerm()
        .withTopologyKey("kubernetes.io/hostname")
        .withNewLabelSelector()
        .withMatchLabels(Labels.selector(id))
        .endLabelSelector()
        .endPodAffinityTerm()
        .endPreferredDuringSchedulingIgnoredDuringExecution()
        .endPodAntiAffinity()
        .build();
  }
}
