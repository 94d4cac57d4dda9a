package dev.redwing.operator.config;

import dev.redwing.crds.SchedulingSpec;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A spec with every default filled in and every rule kept: what the rest of the operator reads.
 *
 * @param replicas replicas that follow the master
 * @param directives the redis.conf, in order; also what live servers are held to
 * @param javaOptions the server's virtual machine flags
 */
public record ClusterSpec(
    ClusterId id,
    String uid,
    int replicas,
    Map<String, String> directives,
    String javaOptions,
    Storage storage,
    @Nullable String authSecretName,
    Pod pod) {

  /** The volume of each pod. */
  public record Storage(
      String size,
      @Nullable String storageClassName,
      List<String> accessModes,
      boolean retainOnDelete,
      boolean retainOnScaleDown) {}

  /** What a pod carries beside the server's own settings. */
  public record Pod(
      String image,
      @Nullable String imagePullPolicy,
      List<LocalObjectReference> imagePullSecrets,
      ResourceRequirements resources,
      SchedulingSpec scheduling,
      Map<String, String> labels,
      Map<String, String> annotations,
      @Nullable PodSpec override,
      long terminationGracePeriodSeconds) {}

  public ClusterSpec {
    directives = Collections.unmodifiableMap(new LinkedHashMap<>(directives));
  }

  /** The same without some directives. */
  public ClusterSpec without(Set<String> names) {
    Map<String, String> fewer = new LinkedHashMap<>(directives);
    fewer.keySet().removeAll(names);
    return new ClusterSpec(id, uid, replicas, fewer, javaOptions, storage, authSecretName, pod);
  }

  /** Pods: the master and its replicas. */
  public int nodes() {
    return replicas + 1;
  }
}
