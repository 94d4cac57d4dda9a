package dev.redwing.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** When snapshots are taken. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = RedwingRules.RDB_SAVE, message = RedwingRules.RDB_SAVE_MESSAGE)
public final class RdbSpec {
  public static final String SAVE_DEFAULT = "3600 1 300 100 60 10000";

  @JsonPropertyDescription("Whether snapshots are taken by themselves. Default: true.")
  public @Nullable Boolean enabled;

  @JsonPropertyDescription(
      "Save points as redis.conf's save has them, pairs of seconds and changes; empty for none."
          + " Default: 3600 1 300 100 60 10000.")
  @Pattern("^([0-9]+ [0-9]+( [0-9]+ [0-9]+)*)?$")
  @Size(max = 256)
  public @Nullable String save;
}
