package dev.redwing.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What else a pod carries. {@code spec} is a pod spec merged over the operator's the way {@code
 * kubectl patch} merges: lists of containers, volumes and the like by name.
 *
 * <p>It is no typed PodSpec: that would put ten thousand lines of schema into the CRD, and a newer
 * Kubernetes' field would be dropped. The operator parses it strictly and reports what is wrong.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class PodTemplateOverride {
  @JsonPropertyDescription("Labels added to the pods.")
  public @Nullable Map<String, String> labels;

  @JsonPropertyDescription("Annotations added to the pods.")
  public @Nullable Map<String, String> annotations;

  @JsonPropertyDescription(
      "A pod spec merged over the operator's; the server's container is named redwing.")
  @PreserveUnknownFields
  public @Nullable JsonNode spec;
}
