package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.ApiException.Cause;
import java.util.ArrayList;
import java.util.List;

/** What the server does with a CRD on its way in: compile its rules, and say it is established. */
final class CustomDefinitions {
  private CustomDefinitions() {}

  static void complete(ResourceType type, ObjectNode definition, String now) {
    JsonNode spec = definition.path("spec");
    JsonNode names = spec.path("names");
    List<Cause> causes = new ArrayList<>();
    String expected = names.path("plural").asText() + "." + spec.path("group").asText();
    if (!Json.name(definition).equals(expected)) {
      String message =
          "Invalid value: \"%s\": must be spec.names.plural+\".\"+spec.group"
              .formatted(Json.name(definition));
      causes.add(new Cause("FieldValueInvalid", message, "metadata.name"));
    }
    for (JsonNode version : spec.path("versions")) {
      Schema schema = new Schema(version.path("schema").path("openAPIV3Schema"));
      causes.addAll(CelRules.problemsOf(schema, "spec.versions.schema.openAPIV3Schema"));
    }
    if (!causes.isEmpty()) {
      throw ApiException.invalid(type, Json.name(definition), causes);
    }
    ObjectNode status = Json.child(definition, "status");
    if (status.has("conditions")) {
      return;
    }
    status.set("acceptedNames", names.deepCopy());
    status.putArray("storedVersions").add(spec.path("versions").path(0).path("name").asText());
    for (String condition : List.of("NamesAccepted", "Established")) {
      status
          .withArray("conditions")
          .addObject()
          .put("type", condition)
          .put("status", "True")
          .put("lastTransitionTime", now)
          .put("reason", condition.equals("Established") ? "InitialNamesAccepted" : "NoConflicts")
          .put("message", "");
    }
  }
}
