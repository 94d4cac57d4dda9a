package dev.redwing.playground.cluster;

import com.fasterxml.jackson.databind.JsonNode;

/** What others ask about a pod. */
final class Pods {
  private Pods() {}

  static boolean isReady(JsonNode pod) {
    return hasCondition(pod, "Ready") && !pod.path("metadata").has("deletionTimestamp");
  }

  /** Ready as its probe has it, whether it is about to go or not. */
  static boolean serves(JsonNode pod) {
    return hasCondition(pod, "Ready");
  }

  private static boolean hasCondition(JsonNode pod, String type) {
    for (JsonNode condition : pod.path("status").path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  static String ip(JsonNode pod) {
    return pod.path("status").path("podIP").asText("");
  }
}
