package dev.redwing.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.redwing.crds.Redwing;
import dev.redwing.crds.RedwingRules;
import dev.redwing.operator.config.SettledSpec;
import dev.redwing.operator.config.SpecSettler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example parses strictly, keeps the schema and the rules, and can be carried out. */
class ExamplesTest {
  private static final ObjectMapper STRICT =
      new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../examples"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isAccepted(Path file) throws IOException {
    List<Redwing> resources = new ArrayList<>();
    for (String document : Files.readString(file).split("(?m)^---\\s*$", -1)) {
      JsonNode tree = STRICT.readTree(document);
      if (tree.path("kind").asText().equals("Redwing")) {
        resources.add(Objects.requireNonNull(STRICT.treeToValue(tree, Redwing.class)));
        assertThat(SchemaCheck.problems(tree)).isEmpty();
      }
    }
    assertThat(resources).isNotEmpty();
    for (Redwing resource : resources) {
      assertThat(RedwingRules.violations(null, resource)).isEmpty();
      assertThat(SpecSettler.settle(resource, "redwing:test"))
          .isInstanceOf(SettledSpec.Accepted.class);
    }
  }

  /** The little of JSON schema that the CRD uses. */
  private static final class SchemaCheck {
    static List<String> problems(JsonNode resource) throws IOException {
      JsonNode crd =
          Serialization.unmarshal(
              Files.readString(
                  Path.of(
                      "../crds/src/main/resources/META-INF/fabric8/redwings.redwing.dev-v1.yml")),
              JsonNode.class);
      List<String> problems = new ArrayList<>();
      JsonNode schema = crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
      check(schema, resource.path("spec"), "spec", problems);
      return problems;
    }

    private static void check(JsonNode schema, JsonNode value, String path, List<String> problems) {
      String type = schema.path("type").asText();
      boolean fits =
          switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            default -> true;
          };
      if (!fits) {
        problems.add(path + " is no " + type);
        return;
      }
      if (schema.has("pattern") && !value.asText().matches(schema.get("pattern").asText())) {
        problems.add(path + " does not match " + schema.get("pattern").asText());
      }
      if (schema.has("enum")
          && !Arrays.asList(texts(schema.get("enum"))).contains(value.asText())) {
        problems.add(path + " is none of " + schema.get("enum"));
      }
      if (schema.has("maximum") && value.asDouble() > schema.get("maximum").asDouble()) {
        problems.add(path + " is above " + schema.get("maximum"));
      }
      value.forEach(
          each -> {
            if (value.isArray()) {
              check(schema.path("items"), each, path + "[]", problems);
            }
          });
      if (value.isObject() && !schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
        value
            .properties()
            .forEach(
                field -> {
                  JsonNode property = schema.path("properties").path(field.getKey());
                  JsonNode inner =
                      property.isMissingNode() ? schema.path("additionalProperties") : property;
                  if (inner.isMissingNode()) {
                    problems.add(path + "." + field.getKey() + " is not in the schema");
                  } else {
                    check(inner, field.getValue(), path + "." + field.getKey(), problems);
                  }
                });
      }
    }

    private static String[] texts(JsonNode array) {
      List<String> texts = new ArrayList<>();
      array.forEach(each -> texts.add(each.asText()));
      return texts.toArray(String[]::new);
    }
  }
}
