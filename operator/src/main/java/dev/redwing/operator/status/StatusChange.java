package dev.redwing.operator.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.crds.RedwingStatus;
import org.jspecify.annotations.Nullable;

/**
 * Whether a status is worth a write. Offsets move with every command: they are written along with
 * something else, or when enough time has passed.
 */
public final class StatusChange {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StatusChange() {}

  /** What differs between two statuses. */
  public enum Kind {
    NONE,
    OFFSETS,
    ESSENTIAL
  }

  public static Kind between(@Nullable RedwingStatus former, RedwingStatus now) {
    JsonNode before = JSON.valueToTree(former);
    JsonNode after = JSON.valueToTree(now);
    if (after.equals(before)) {
      return Kind.NONE;
    }
    return former != null && withoutOffsets(after).equals(withoutOffsets(before))
        ? Kind.OFFSETS
        : Kind.ESSENTIAL;
  }

  private static JsonNode withoutOffsets(JsonNode status) {
    JsonNode copy = status.deepCopy();
    for (JsonNode node : copy.path("nodes")) {
      if (node instanceof ObjectNode object) {
        object.remove("offset");
        object.remove("lagBytes");
      }
    }
    return copy;
  }
}
