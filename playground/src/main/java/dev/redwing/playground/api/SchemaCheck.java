package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.redwing.playground.api.ApiException.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Holds a value against the value checks of a schema, and says what is wrong as Kubernetes does.
 */
final class SchemaCheck {
  private final List<Cause> causes = new ArrayList<>();

  private SchemaCheck() {}

  static List<Cause> causes(Schema schema, JsonNode object) {
    SchemaCheck check = new SchemaCheck();
    check.visit(schema, object, "", true);
    return check.causes;
  }

  private void visit(Schema schema, JsonNode value, String path, boolean root) {
    if (schema.node().isMissingNode() || value.isNull()) {
      return;
    }
    if (!root && !hasType(schema, value)) {
      fail(
          path,
          "FieldValueTypeInvalid",
          "Invalid value: \"%s\": %s in body must be of type %s: \"%s\""
              .formatted(typeOf(value), path, schema.type(), typeOf(value)));
      return;
    }
    checkEnumeration(schema, value, path);
    if (value.isNumber()) {
      checkNumber(schema, value, path);
    } else if (value.isTextual()) {
      checkText(schema, value, path);
    } else if (value.isArray()) {
      checkCount(schema, value.size(), "Items", "items", path);
      for (int i = 0; i < value.size(); i++) {
        visit(schema.items(), value.get(i), path + "[" + i + "]", false);
      }
    } else if (value.isObject()) {
      checkCount(schema, value.size(), "Properties", "properties", path);
      visitFields(schema, value, path, root);
    }
  }

  private void visitFields(Schema schema, JsonNode value, String path, boolean root) {
    for (JsonNode required : schema.node().path("required")) {
      if (!value.has(required.asText())) {
        fail(child(path, required.asText()), "FieldValueRequired", "Required value");
      }
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      String name = entry.getKey();
      if (!(root && name.equals("metadata"))) {
        visit(schema.property(name), entry.getValue(), child(path, name), false);
      }
    }
  }

  private void checkEnumeration(Schema schema, JsonNode value, String path) {
    JsonNode allowed = schema.node().path("enum");
    if (allowed.isMissingNode()) {
      return;
    }
    StringJoiner names = new StringJoiner(", ");
    for (JsonNode one : allowed) {
      if (one.equals(value)) {
        return;
      }
      names.add("\"" + one.asText() + "\"");
    }
    String message = "Unsupported value: %s: supported values: %s".formatted(value, names);
    fail(path, "FieldValueNotSupported", message);
  }

  private void checkNumber(Schema schema, JsonNode value, String path) {
    JsonNode minimum = schema.node().path("minimum");
    JsonNode maximum = schema.node().path("maximum");
    double number = value.doubleValue();
    boolean exclusiveMinimum = schema.node().path("exclusiveMinimum").asBoolean();
    boolean exclusiveMaximum = schema.node().path("exclusiveMaximum").asBoolean();
    if (minimum.isNumber()
        && (number < minimum.doubleValue()
            || (exclusiveMinimum && number <= minimum.doubleValue()))) {
      String than = exclusiveMinimum ? "greater than" : "greater than or equal to";
      invalid(path, value, "should be %s %s".formatted(than, shown(minimum)));
    }
    if (maximum.isNumber()
        && (number > maximum.doubleValue()
            || (exclusiveMaximum && number >= maximum.doubleValue()))) {
      String than = exclusiveMaximum ? "less than" : "less than or equal to";
      invalid(path, value, "should be %s %s".formatted(than, shown(maximum)));
    }
  }

  /** Bounds are floating point in a schema, but a whole one is shown without its zero. */
  private static String shown(JsonNode bound) {
    return bound.decimalValue().stripTrailingZeros().toPlainString();
  }

  private void checkText(Schema schema, JsonNode value, String path) {
    String text = value.asText();
    JsonNode pattern = schema.node().path("pattern");
    if (pattern.isTextual() && !Pattern.compile(pattern.asText()).matcher(text).find()) {
      invalid(path, value, "should match '" + pattern.asText() + "'");
    }
    JsonNode longest = schema.node().path("maxLength");
    int length = text.codePointCount(0, text.length());
    if (longest.isNumber() && length > longest.intValue()) {
      String message = "Too long: may not be more than %d bytes".formatted(longest.intValue());
      fail(path, "FieldValueTooLong", message);
    }
    JsonNode shortest = schema.node().path("minLength");
    if (shortest.isNumber() && length < shortest.intValue()) {
      invalid(path, value, "should be at least %d chars long".formatted(shortest.intValue()));
    }
  }

  private void checkCount(Schema schema, int count, String suffix, String what, String path) {
    JsonNode most = schema.node().path("max" + suffix);
    if (most.isNumber() && count > most.intValue()) {
      String message =
          "Too many: %d: must have at most %d %s".formatted(count, most.intValue(), what);
      fail(path, "FieldValueTooMany", message);
    }
    JsonNode fewest = schema.node().path("min" + suffix);
    if (fewest.isNumber() && count < fewest.intValue()) {
      fail(
          path,
          "FieldValueInvalid",
          "Invalid value: %d: %s in body should have at least %d %s"
              .formatted(count, path, fewest.intValue(), what));
    }
  }

  private static boolean hasType(Schema schema, JsonNode value) {
    if (schema.isIntOrString()) {
      return value.isIntegralNumber() || value.isTextual();
    }
    return switch (schema.type()) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      default -> true;
    };
  }

  static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT, POJO -> "object";
      case ARRAY -> "array";
      case STRING, BINARY -> "string";
      case BOOLEAN -> "boolean";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case NULL, MISSING -> "null";
    };
  }

  private static String child(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private void invalid(String path, JsonNode value, String should) {
    fail(
        path,
        "FieldValueInvalid",
        "Invalid value: %s: %s in body %s".formatted(value, path, should));
  }

  private void fail(String path, String reason, String message) {
    causes.add(new Cause(reason, message, path));
  }
}
