package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request that is refused: the Status object a client gets, as an exception. */
public final class ApiException extends RuntimeException {
  /** One thing that is wrong with an object, at one field. */
  public record Cause(String reason, String message, String field) {}

  private final int code;
  private final String reason;
  private final @Nullable ResourceType type;
  private final String name;
  private final List<Cause> causes;

  private ApiException(
      int code,
      String reason,
      String message,
      @Nullable ResourceType type,
      String name,
      List<Cause> causes) {
    super(message, null, false, false);
    this.code = code;
    this.reason = reason;
    this.type = type;
    this.name = name;
    this.causes = List.copyOf(causes);
  }

  public int code() {
    return code;
  }

  static ApiException notFound(ResourceType type, String name) {
    String message = "%s \"%s\" not found".formatted(type.id(), name);
    return new ApiException(404, "NotFound", message, type, name, List.of());
  }

  static ApiException noSuchPath() {
    String message = "the server could not find the requested resource";
    return new ApiException(404, "NotFound", message, null, "", List.of());
  }

  static ApiException alreadyExists(ResourceType type, String name) {
    String message = "%s \"%s\" already exists".formatted(type.id(), name);
    return new ApiException(409, "AlreadyExists", message, type, name, List.of());
  }

  static ApiException staleVersion(ResourceType type, String name) {
    String message =
        ("Operation cannot be fulfilled on %s \"%s\": the object has been modified; please apply"
                + " your changes to the latest version and try again")
            .formatted(type.id(), name);
    return new ApiException(409, "Conflict", message, type, name, List.of());
  }

  static ApiException preconditionFailed(
      ResourceType type, String name, String field, String asked, String actual) {
    String message =
        ("Operation cannot be fulfilled on %s \"%s\": Precondition failed: %s in precondition: %s,"
                + " %s in object meta: %s")
            .formatted(type.id(), name, field, asked, field, actual);
    return new ApiException(409, "Conflict", message, type, name, List.of());
  }

  static ApiException applyConflict(ResourceType type, String name, List<Cause> causes) {
    String message =
        "Apply failed with %d conflict%s: %s"
            .formatted(
                causes.size(),
                causes.size() == 1 ? "" : "s",
                causes.stream()
                    .map(cause -> cause.message() + ": " + cause.field())
                    .collect(Collectors.joining(", ")));
    return new ApiException(409, "Conflict", message, type, name, causes);
  }

  static ApiException invalid(ResourceType type, String name, List<Cause> causes) {
    String problems =
        causes.stream()
            .map(cause -> cause.field() + ": " + cause.message())
            .collect(
                Collectors.joining(
                    ", ", causes.size() > 1 ? "[" : "", causes.size() > 1 ? "]" : ""));
    String message = "%s \"%s\" is invalid: %s".formatted(type.qualifiedKind(), name, problems);
    return new ApiException(422, "Invalid", message, type, name, causes);
  }

  static ApiException badRequest(String message) {
    return new ApiException(400, "BadRequest", message, null, "", List.of());
  }

  static ApiException forbidden(ResourceType type, String name, String why) {
    String message = "%s \"%s\" is forbidden: %s".formatted(type.id(), name, why);
    return new ApiException(403, "Forbidden", message, type, name, List.of());
  }

  static ApiException methodNotAllowed() {
    String message = "the server does not allow this method on the requested resource";
    return new ApiException(405, "MethodNotAllowed", message, null, "", List.of());
  }

  static ApiException unsupportedMediaType(String contentType) {
    String message = "the body of the request was in an unknown format: " + contentType;
    return new ApiException(415, "UnsupportedMediaType", message, null, "", List.of());
  }

  static ApiException expired(long version) {
    String message = "too old resource version: " + version;
    return new ApiException(410, "Expired", message, null, "", List.of());
  }

  static ApiException tooManyRequests(String message) {
    return new ApiException(429, "TooManyRequests", message, null, "", List.of());
  }

  static ApiException internal(String message) {
    return new ApiException(500, "InternalError", message, null, "", List.of());
  }

  ObjectNode status() {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    status.put("status", "Failure").put("message", getMessage()).put("reason", reason);
    status.put("code", code);
    ObjectNode details = status.putObject("details");
    if (type != null) {
      details.put("name", name).put("group", type.group());
      details.put("kind", code == 422 ? type.kind() : type.plural());
    }
    if (!causes.isEmpty()) {
      ArrayNode list = details.putArray("causes");
      for (Cause cause : causes) {
        list.addObject()
            .put("reason", cause.reason())
            .put("message", cause.message())
            .put("field", cause.field());
      }
    }
    return status;
  }
}
