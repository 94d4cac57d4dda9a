package dev.redwing.playground.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Json;

/** Owner references as controllers write them. */
final class Owners {
  private Owners() {}

  static void own(ObjectNode metadata, ObjectNode owner) {
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", owner.path("apiVersion").asText())
        .put("kind", owner.path("kind").asText())
        .put("name", Json.name(owner))
        .put("uid", Json.uid(owner))
        .put("controller", true)
        .put("blockOwnerDeletion", true);
  }
}
