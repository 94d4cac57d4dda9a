package dev.redwing.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where pods may run: Kubernetes' own fields, put into the pod as they are. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class SchedulingSpec {
  @JsonPropertyDescription("Labels a machine must have.")
  public @Nullable Map<String, String> nodeSelector;

  @JsonPropertyDescription("Taints the pods put up with.")
  public @Nullable List<Toleration> tolerations;

  @JsonPropertyDescription("Default: pods of one resource prefer different machines.")
  public @Nullable Affinity affinity;

  @JsonPropertyDescription("How pods spread over zones or machines.")
  public @Nullable List<TopologySpreadConstraint> topologySpreadConstraints;

  @JsonPropertyDescription("The pods' priority class.")
  public @Nullable String priorityClassName;
}
