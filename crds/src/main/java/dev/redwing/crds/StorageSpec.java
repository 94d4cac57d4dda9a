package dev.redwing.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The volume of each pod. A StatefulSet's claims cannot change, so neither can their shape here.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class StorageSpec {
  public static final String SIZE_DEFAULT = "1Gi";
  public static final List<String> ACCESS_MODES_DEFAULT = List.of("ReadWriteOnce");

  @JsonPropertyDescription("The size of each volume, for example 10Gi. Default: 1Gi.")
  @Pattern("^[0-9]+(\\.[0-9]+)?(k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$")
  @Size(max = 32)
  public @Nullable String size;

  @JsonPropertyDescription("The storage class. Default: the cluster's default class.")
  @Size(max = 253)
  public @Nullable String storageClassName;

  @JsonPropertyDescription("Access modes of the claims. Default: ReadWriteOnce.")
  @Size(max = 4)
  public @Nullable List<@Size(max = 32) String> accessModes;

  @JsonPropertyDescription(
      "Whether volumes stay when the resource is deleted. Default: true, data is never removed"
          + " unasked.")
  public @Nullable Boolean retainOnDelete;

  @JsonPropertyDescription(
      "Whether the volumes of replicas that are scaled away stay. Default: false, they are copies.")
  public @Nullable Boolean retainOnScaleDown;
}
