package dev.redwing.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** How replicas follow the master: Redis's {@code repl-*} and {@code min-replicas-*} directives. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ReplicationSpec {
  @JsonPropertyDescription(
      "How much the master remembers for replicas that come back (repl-backlog-size). Default: 1mb.")
  @Pattern(MemorySizes.PATTERN)
  @Size(max = 32)
  public @Nullable String backlogSize;

  @JsonPropertyDescription(
      "How long it remembers without any replica (repl-backlog-ttl). Default: 3600.")
  @Min(0)
  @Max(Integer.MAX_VALUE)
  public @Nullable Integer backlogTtlSeconds;

  @JsonPropertyDescription(
      "Whether a full sync goes straight to the replicas' sockets (repl-diskless-sync)."
          + " Default: true.")
  public @Nullable Boolean diskless;

  @JsonPropertyDescription(
      "How long a diskless sync waits for more replicas (repl-diskless-sync-delay). Default: 5.")
  @Min(0)
  @Max(3600)
  public @Nullable Integer disklessDelaySeconds;

  @JsonPropertyDescription(
      "How many replicas must be in step for the master to take writes (min-replicas-to-write)."
          + " Default: 0.")
  @Min(0)
  @Max(RedwingSpec.REPLICAS_MAX)
  public @Nullable Integer minReplicasToWrite;

  @JsonPropertyDescription("What counts as in step (min-replicas-max-lag). Default: 10.")
  @Min(0)
  @Max(3600)
  public @Nullable Integer minReplicasMaxLagSeconds;

  @JsonPropertyDescription("Silence after which a link is given up (repl-timeout). Default: 60.")
  @Min(1)
  @Max(3600)
  public @Nullable Integer timeoutSeconds;
}
