package dev.redwing.operator.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.redwing.operator.desired.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether an object in the cluster still is what was asked for: everything asked for is there, with
 * whatever the API server and others added. A field that is no longer asked for is noticed by the
 * hash the object carries.
 */
public final class Drift {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> KEYS = List.of("mountPath", "name", "port", "uid");

  /** What is compared as a whole: a label more in a selector selects nothing any more. */
  private static final Set<String> WHOLE =
      Set.of("selector", "labelSelector", "matchLabels", "nodeSelector");

  private Drift() {}

  public static boolean isPresent(@Nullable HasMetadata actual, HasMetadata desired) {
    if (actual == null) {
      return true;
    }
    return !Objects.equals(hash(actual), hash(desired))
        || !includes(JSON.valueToTree(actual), JSON.valueToTree(desired));
  }

  private static @Nullable String hash(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(Labels.DESIRED_HASH);
  }

  static boolean includes(@Nullable JsonNode actual, JsonNode desired) {
    if (desired.isBoolean() && !desired.booleanValue()) {
      return actual == null || actual.equals(desired);
    }
    if (isNothing(desired)) {
      return true;
    }
    if (actual == null) {
      return false;
    }
    if (desired.isObject()) {
      return desired.properties().stream()
          .allMatch(field -> holds(field.getKey(), actual.get(field.getKey()), field.getValue()));
    }
    if (desired.isArray()) {
      return includesAll(actual, desired);
    }
    return actual.equals(desired) || sameQuantity(actual, desired);
  }

  private static boolean holds(String name, @Nullable JsonNode actual, JsonNode desired) {
    return includes(actual, desired)
        && (!WHOLE.contains(name) || actual == null || includes(desired, actual));
  }

  /** What the API server leaves out when it is empty. */
  private static boolean isNothing(JsonNode desired) {
    return desired.isNull() || (desired.isContainerNode() && desired.isEmpty());
  }

  private static boolean includesAll(JsonNode actual, JsonNode desired) {
    if (!actual.isArray() || actual.size() < desired.size()) {
      return false;
    }
    // Plain values, such as arguments, have no owners of their own: the list is ours or not.
    if (desired.get(0).isValueNode() && actual.size() != desired.size()) {
      return false;
    }
    for (int i = 0; i < desired.size(); i++) {
      JsonNode element = desired.get(i);
      if (!includes(counterpart(actual, element, i), element)) {
        return false;
      }
    }
    return true;
  }

  /** By name where elements have one, by place otherwise. */
  private static @Nullable JsonNode counterpart(JsonNode actual, JsonNode element, int index) {
    for (String key : KEYS) {
      JsonNode name = element.get(key);
      if (name != null) {
        for (JsonNode each : actual) {
          if (name.equals(each.get(key))) {
            return each;
          }
        }
        return null;
      }
    }
    return actual.get(index);
  }

  private static boolean sameQuantity(JsonNode one, JsonNode other) {
    if (!one.isTextual() || !other.isTextual()) {
      return false;
    }
    BigDecimal first = amount(one.textValue());
    BigDecimal second = amount(other.textValue());
    return first != null && second != null && first.compareTo(second) == 0;
  }

  private static @Nullable BigDecimal amount(String text) {
    if (!text.matches("[0-9]+(\\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?")) {
      return null;
    }
    try {
      return new Quantity(text).getNumericalAmount();
    } catch (IllegalArgumentException | ArithmeticException e) {
      return null;
    }
  }
}
