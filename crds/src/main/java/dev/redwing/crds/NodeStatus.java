package dev.redwing.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** One pod as it was last seen. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class NodeStatus {
  @JsonPropertyDescription("The pod's name.")
  public @Nullable String name;

  @JsonPropertyDescription("master, replica, unassigned or unreachable.")
  public @Nullable String role;

  @JsonPropertyDescription("up or down: a replica's link to its master.")
  public @Nullable String link;

  @JsonPropertyDescription("The latest mastership this pod's data belongs to.")
  public @Nullable Long term;

  @JsonPropertyDescription("The replication offset, in bytes.")
  public @Nullable Long offset;

  @JsonPropertyDescription("How far a replica is behind its master, in bytes.")
  public @Nullable Long lagBytes;

  @JsonPropertyDescription("Whether it serves: the master, or a replica in step.")
  public @Nullable Boolean ready;
}
