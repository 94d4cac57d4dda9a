package dev.redwing.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The append-only file. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class AofSpec {
  @JsonPropertyDescription("Whether every write is appended (appendonly). Default: false.")
  public @Nullable Boolean enabled;

  @JsonPropertyDescription("always, everysec or no (appendfsync). Default: everysec.")
  public @Nullable FsyncPolicy fsync;

  @JsonPropertyDescription(
      "Growth in percent since the last rewrite that starts the next (auto-aof-rewrite-percentage)."
          + " 0 turns it off. Default: 100.")
  @Min(0)
  @Max(1_000_000)
  public @Nullable Integer rewritePercentage;

  @JsonPropertyDescription(
      "Smallest size that is rewritten (auto-aof-rewrite-min-size), for example 64mb or 64Mi."
          + " Default: 64mb.")
  @Pattern(MemorySizes.PATTERN)
  @Size(max = 32)
  public @Nullable String rewriteMinSize;
}
