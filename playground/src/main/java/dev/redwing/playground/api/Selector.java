package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Label and field selectors, from query parameters and from specs. */
public final class Selector {
  private static final Pattern SET_BASED =
      Pattern.compile("\\s*([^\\s!=,]+)\\s+(in|notin)\\s+\\(([^)]*)\\)\\s*");
  private static final Pattern EQUALITY =
      Pattern.compile("\\s*([^\\s!=,]+)\\s*(==|=|!=)\\s*([^\\s,]*)\\s*");

  private Selector() {}

  static Predicate<JsonNode> of(@Nullable String labelSelector, @Nullable String fieldSelector) {
    Predicate<JsonNode> all = object -> true;
    for (String term : terms(labelSelector)) {
      all = all.and(labelTerm(term));
    }
    for (String term : terms(fieldSelector)) {
      Matcher matcher = EQUALITY.matcher(term);
      if (!matcher.matches()) {
        throw ApiException.badRequest("invalid field selector: " + term);
      }
      String path = matcher.group(1);
      String value = matcher.group(3);
      boolean equal = !matcher.group(2).equals("!=");
      all = all.and(object -> Json.at(object, path).asText("").equals(value) == equal);
    }
    return all;
  }

  /** A spec's selector: matchLabels and matchExpressions. One that is empty selects everything. */
  public static Predicate<JsonNode> ofSpec(JsonNode selector) {
    Predicate<JsonNode> all = ofLabels(selector.path("matchLabels"));
    for (JsonNode expression : selector.path("matchExpressions")) {
      String key = expression.path("key").asText();
      Set<String> values = new java.util.HashSet<>();
      expression.path("values").forEach(value -> values.add(value.asText()));
      all =
          all.and(
              object -> {
                JsonNode label = labels(object).path(key);
                return switch (expression.path("operator").asText()) {
                  case "In" -> values.contains(label.asText(null));
                  case "NotIn" -> !values.contains(label.asText(null));
                  case "Exists" -> !label.isMissingNode();
                  default -> label.isMissingNode();
                };
              });
    }
    return all;
  }

  /** A service's selector: labels that must be equal. */
  public static Predicate<JsonNode> ofLabels(JsonNode wanted) {
    return object -> {
      for (Map.Entry<String, JsonNode> label : wanted.properties()) {
        if (!label.getValue().asText().equals(labels(object).path(label.getKey()).asText(null))) {
          return false;
        }
      }
      return true;
    };
  }

  private static Predicate<JsonNode> labelTerm(String term) {
    Matcher sets = SET_BASED.matcher(term);
    if (sets.matches()) {
      String key = sets.group(1);
      boolean in = sets.group(2).equals("in");
      List<String> values = Arrays.stream(sets.group(3).split(",", -1)).map(String::strip).toList();
      return object -> values.contains(labels(object).path(key).asText("\0")) == in;
    }
    Matcher equality = EQUALITY.matcher(term);
    if (equality.matches()) {
      String key = equality.group(1);
      String value = equality.group(3);
      boolean equal = !equality.group(2).equals("!=");
      return object -> labels(object).path(key).asText("\0").equals(value) == equal;
    }
    String key = term.strip();
    return key.startsWith("!")
        ? object -> !labels(object).has(key.substring(1))
        : object -> labels(object).has(key);
  }

  private static JsonNode labels(JsonNode object) {
    return object.path("metadata").path("labels");
  }

  /** Splits at commas, but not at those between parentheses. */
  private static List<String> terms(@Nullable String selector) {
    List<String> terms = new ArrayList<>();
    if (selector == null || selector.isBlank()) {
      return terms;
    }
    int depth = 0;
    int start = 0;
    for (int i = 0; i < selector.length(); i++) {
      char c = selector.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        terms.add(selector.substring(start, i));
        start = i + 1;
      }
    }
    terms.add(selector.substring(start));
    return terms;
  }
}
