package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The scale subresource: the same three fields for every type that has it. */
final class Scale {
  private Scale() {}

  static ObjectNode of(ObjectNode object, ResourceType.ScalePaths paths) {
    ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    ObjectNode metadata = scale.putObject("metadata");
    for (String name :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      metadata.set(name, object.path("metadata").path(name));
    }
    scale.putObject("spec").put("replicas", Json.at(object, paths.specReplicas()).asInt(0));
    ObjectNode status = scale.putObject("status");
    status.put("replicas", Json.at(object, paths.statusReplicas()).asInt(0));
    String selector = selector(object, paths);
    if (!selector.isEmpty()) {
      status.put("selector", selector);
    }
    return scale;
  }

  private static String selector(ObjectNode object, ResourceType.ScalePaths paths) {
    if (!object.path("apiVersion").asText().startsWith("apps/")) {
      return Json.at(object, paths.selector()).asText("");
    }
    List<String> terms = new ArrayList<>();
    object
        .path("spec")
        .path("selector")
        .path("matchLabels")
        .properties()
        .forEach(label -> terms.add(label.getKey() + "=" + label.getValue().asText()));
    return String.join(",", terms);
  }
}
