package dev.redwing.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Snapshots and the append-only file. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class PersistenceSpec {
  @JsonPropertyDescription("Snapshots (dump.rdb).")
  public @Nullable RdbSpec rdb;

  @JsonPropertyDescription("The append-only file.")
  public @Nullable AofSpec aof;
}
