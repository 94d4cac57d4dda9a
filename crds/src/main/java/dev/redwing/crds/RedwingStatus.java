package dev.redwing.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator saw and intends. Only the operator writes it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class RedwingStatus {
  @JsonPropertyDescription("The generation of the spec this status speaks of.")
  public @Nullable Long observedGeneration;

  @JsonPropertyDescription("The pod that serves as master now; absent while there is none.")
  public @Nullable String master;

  @JsonPropertyDescription("The number of the latest mastership. It only grows.")
  public @Nullable Long term;

  @JsonPropertyDescription("The pod meant to be master in this term.")
  public @Nullable String targetMaster;

  @JsonPropertyDescription(
      "The pod that became master in this term, even when it is down; absent until it has.")
  public @Nullable String currentMaster;

  @JsonPropertyDescription("Replicas that exist, ready or not.")
  @StatusReplicas
  public @Nullable Integer replicas;

  @JsonPropertyDescription("Replicas in step of those asked for, for example 2/2.")
  public @Nullable String replicasReady;

  @JsonPropertyDescription("Selects the replicas' pods.")
  @LabelSelector
  public @Nullable String selector;

  @JsonPropertyDescription("Each pod as it was last seen.")
  public @Nullable List<NodeStatus> nodes;

  @JsonPropertyDescription("Ready, Progressing and Degraded.")
  public @Nullable List<Condition> conditions;
}
