package dev.redwing.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the user asks for. Every field may be left out; the defaults are Redis's own wherever Redis
 * has one: RDB on with its save points, AOF off.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = RedwingRules.MIN_REPLICAS, message = RedwingRules.MIN_REPLICAS_MESSAGE)
@ValidationRule(value = RedwingRules.STORAGE_SIZE, message = RedwingRules.STORAGE_SIZE_MESSAGE)
@ValidationRule(value = RedwingRules.STORAGE_CLASS, message = RedwingRules.STORAGE_CLASS_MESSAGE)
@ValidationRule(value = RedwingRules.STORAGE_MODES, message = RedwingRules.STORAGE_MODES_MESSAGE)
public final class RedwingSpec {
  public static final int REPLICAS_DEFAULT = 2;
  public static final int REPLICAS_MAX = 15;

  /** One line: a line break would smuggle in another directive. */
  static final String CONFIG_VALUE_PATTERN = "^[^\\r\\n]*$";

  @JsonPropertyDescription(
      "How many replicas follow the master: N replicas make N+1 pods. 0 is a master alone.")
  @SpecReplicas
  @Default("2")
  @Min(0)
  @Max(REPLICAS_MAX)
  public @Nullable Integer replicas;

  @JsonPropertyDescription("What survives a restart. Default: RDB on with Redis's save points.")
  public @Nullable PersistenceSpec persistence;

  @JsonPropertyDescription("The volume of each pod.")
  public @Nullable StorageSpec storage;

  @JsonPropertyDescription("How replicas follow the master.")
  public @Nullable ReplicationSpec replication;

  @JsonPropertyDescription("The password clients and replicas give. Default: none is asked for.")
  public @Nullable AuthSpec auth;

  @JsonPropertyDescription(
      "Any other redis.conf directive, name to value, for example maxmemory-policy: allkeys-lru.")
  @Size(max = 128)
  @ValidationRule(value = RedwingRules.CONFIG_RDB, message = RedwingRules.CONFIG_RDB_MESSAGE)
  @ValidationRule(value = RedwingRules.CONFIG_AOF, message = RedwingRules.CONFIG_AOF_MESSAGE)
  @ValidationRule(
      value = RedwingRules.CONFIG_REPLICATION,
      message = RedwingRules.CONFIG_REPLICATION_MESSAGE)
  @ValidationRule(value = RedwingRules.CONFIG_ROLES, message = RedwingRules.CONFIG_ROLES_MESSAGE)
  @ValidationRule(value = RedwingRules.CONFIG_AUTH, message = RedwingRules.CONFIG_AUTH_MESSAGE)
  @ValidationRule(value = RedwingRules.CONFIG_OWNED, message = RedwingRules.CONFIG_OWNED_MESSAGE)
  public @Nullable Map<String, @Pattern(CONFIG_VALUE_PATTERN) @Size(max = 4096) String> config;

  @JsonPropertyDescription("The server's image. Default: the one the operator was built with.")
  @Size(min = 1, max = 512)
  public @Nullable String image;

  @JsonPropertyDescription("Always, IfNotPresent or Never. Default: Kubernetes' own rule.")
  public @Nullable ImagePullPolicy imagePullPolicy;

  @JsonPropertyDescription("Secrets for pulling the image.")
  public @Nullable List<LocalObjectReference> imagePullSecrets;

  @JsonPropertyDescription(
      "Requests and limits of the server's container. Heap, direct memory and maxmemory follow from"
          + " the memory limit.")
  public @Nullable ResourceRequirements resources;

  @JsonPropertyDescription("Where pods may run.")
  public @Nullable SchedulingSpec scheduling;

  @JsonPropertyDescription("What else a pod carries, merged over what the operator makes.")
  public @Nullable PodTemplateOverride podTemplate;

  @JsonPropertyDescription(
      "How long a pod may take to save and stop before it is killed. Default: 60.")
  @Min(1)
  @Max(3600)
  public @Nullable Long terminationGracePeriodSeconds;
}
