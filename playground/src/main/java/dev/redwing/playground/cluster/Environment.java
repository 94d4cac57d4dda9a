package dev.redwing.playground.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Json;
import dev.redwing.playground.api.Registry;
import dev.redwing.playground.api.ResourceType;
import dev.redwing.playground.api.ResourceTypes;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A container's variables: literal, from the pod itself, from ConfigMaps and Secrets. */
final class Environment {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([A-Za-z_][\\w.-]*)\\)");

  private final Registry registry;
  private final ObjectNode pod;
  private final String podIp;

  Environment(Registry registry, ObjectNode pod, String podIp) {
    this.registry = registry;
    this.pod = pod;
    this.podIp = podIp;
  }

  Map<String, String> of(JsonNode container) throws Volumes.NotYet {
    Map<String, String> variables = new LinkedHashMap<>();
    for (JsonNode source : container.path("envFrom")) {
      String prefix = source.path("prefix").asText("");
      addAll(variables, prefix, ResourceTypes.CONFIG_MAP, source.path("configMapRef"));
      addAll(variables, prefix, ResourceTypes.SECRET, source.path("secretRef"));
    }
    for (JsonNode variable : container.path("env")) {
      String name = variable.path("name").asText();
      JsonNode source = variable.path("valueFrom");
      String value =
          source.isMissingNode()
              ? expanded(variable.path("value").asText(""), variables)
              : value(source, container);
      variables.put(name, value);
    }
    return variables;
  }

  private void addAll(
      Map<String, String> variables, String prefix, ResourceType type, JsonNode reference)
      throws Volumes.NotYet {
    if (reference.isMissingNode()) {
      return;
    }
    for (Map.Entry<String, JsonNode> entry :
        source(type, reference.path("name").asText()).path("data").properties()) {
      variables.put(prefix + entry.getKey(), decoded(type, entry.getValue()));
    }
  }

  private String value(JsonNode source, JsonNode container) throws Volumes.NotYet {
    if (source.has("fieldRef")) {
      return field(source.path("fieldRef").path("fieldPath").asText());
    }
    if (source.has("resourceFieldRef")) {
      return resource(source.path("resourceFieldRef"), container);
    }
    boolean isSecret = source.has("secretKeyRef");
    JsonNode reference = source.path(isSecret ? "secretKeyRef" : "configMapKeyRef");
    ResourceType type = isSecret ? ResourceTypes.SECRET : ResourceTypes.CONFIG_MAP;
    JsonNode data = source(type, reference.path("name").asText()).path("data");
    return decoded(type, data.path(reference.path("key").asText()));
  }

  private ObjectNode source(ResourceType type, String name) throws Volumes.NotYet {
    ObjectNode object = registry.find(type, Json.namespace(pod), name);
    if (object == null) {
      throw new Volumes.NotYet("%s \"%s\" not found".formatted(type.plural(), name));
    }
    return object;
  }

  private static String decoded(ResourceType type, JsonNode value) {
    return type.equals(ResourceTypes.SECRET)
        ? new String(Base64.getDecoder().decode(value.asText()), StandardCharsets.UTF_8)
        : value.asText();
  }

  private String field(String path) {
    return switch (path) {
      case "status.podIP", "status.podIPs" -> podIp;
      case "status.hostIP" -> "127.0.0.1";
      case "metadata.name" -> Json.name(pod);
      case "metadata.namespace" -> Json.namespace(pod);
      case "metadata.uid" -> Json.uid(pod);
      case "spec.nodeName" -> pod.path("spec").path("nodeName").asText();
      default -> ofMetadata(path);
    };
  }

  private String ofMetadata(String path) {
    for (String map : List.of("labels", "annotations")) {
      String prefix = "metadata." + map + "['";
      if (path.startsWith(prefix)) {
        String key = path.substring(prefix.length(), path.length() - 2);
        return pod.path("metadata").path(map).path(key).asText("");
      }
    }
    return "";
  }

  private static String resource(JsonNode reference, JsonNode container) {
    String[] parts = reference.path("resource").asText().split("\\.", 2);
    String amount = container.path("resources").path(parts[0]).path(parts[1]).asText("0");
    String divisor = reference.path("divisor").asText("1");
    long units =
        Quantity.getAmountInBytes(Quantity.parse(amount))
            .divide(
                Quantity.getAmountInBytes(Quantity.parse(divisor.equals("0") ? "1" : divisor)),
                java.math.RoundingMode.CEILING)
            .longValue();
    return Long.toString(units);
  }

  static List<String> expanded(JsonNode words, Map<String, String> variables) {
    List<String> expanded = new ArrayList<>();
    words.forEach(word -> expanded.add(expanded(word.asText(), variables)));
    return expanded;
  }

  /** {@code $(NAME)} when there is such a variable, else as it is; {@code $$} is one dollar. */
  static String expanded(String text, Map<String, String> variables) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            match -> {
              String name = match.group(1);
              String value = name == null ? "$" : variables.getOrDefault(name, match.group());
              return Matcher.quoteReplacement(value);
            });
  }
}
