package dev.redwing.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.redwing.operator.plan.Reason;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page about the operator says what the code has: every reason, every field of the spec. */
class DocumentationTest {
  private final String page = Files.readString(Path.of("../docs/operator.md"));

  DocumentationTest() throws IOException {}

  @Test
  void everyReasonIsExplainedInItsOwnWords() {
    for (Reason reason : Reason.values()) {
      assertThat(page).contains("| `" + reason.wireName() + "` | " + reason.meaning() + " |");
    }
  }

  /** The chart's page has a row for each value, with its default where that is one word. */
  @Test
  void everyValueOfTheChartHasARowAndEveryRowAValue() throws IOException {
    String chart = Files.readString(Path.of("../helm/redwing/README.md"));
    JsonNode values =
        Serialization.unmarshal(
            Files.readString(Path.of("../helm/redwing/values.yaml")), JsonNode.class);
    Set<String> rows = new TreeSet<>();
    for (String line : chart.lines().filter(each -> each.startsWith("| `")).toList()) {
      String first = "";
      for (MatchResult name :
          Pattern.compile("`([^`]+)`").matcher(line.split("\\|", -1)[1]).results().toList()) {
        boolean isRelative = name.group(1).startsWith(".");
        String path =
            isRelative ? first.substring(0, first.lastIndexOf('.')) + name.group(1) : name.group(1);
        first = isRelative ? first : path;
        rows.add(path.split("\\.", -1)[0]);
        JsonNode value = values.at("/" + path.replace('.', '/'));
        assertThat(value.isMissingNode()).as(path).isFalse();
        if (value.isValueNode() && !value.asText().isEmpty()) {
          assertThat(line).as(path).contains("`" + value.asText() + "`");
        }
      }
    }
    Set<String> names = new TreeSet<>();
    values.fieldNames().forEachRemaining(names::add);
    assertThat(rows).isEqualTo(names);
  }

  @Test
  void everyFieldOfTheSpecHasARowAndEveryRowAField() throws IOException {
    JsonNode crd =
        Serialization.unmarshal(
            Files.readString(
                Path.of("../crds/src/main/resources/META-INF/fabric8/redwings.redwing.dev-v1.yml")),
            JsonNode.class);
    Set<String> fields = new TreeSet<>();
    collect(crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec"), "", fields);

    String table = page.substring(page.indexOf("## Spec"), page.indexOf("**Restart**"));
    Set<String> rows =
        Pattern.compile("^\\| `([^`]+)`", Pattern.MULTILINE)
            .matcher(table)
            .results()
            .map((MatchResult match) -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(rows).isEqualTo(fields);
  }

  /** Our own objects are opened; Kubernetes' types are one row. */
  private static void collect(JsonNode schema, String prefix, Set<String> fields) {
    Set<String> opened =
        Set.of(
            "persistence",
            "persistence.rdb",
            "persistence.aof",
            "storage",
            "replication",
            "auth",
            "scheduling",
            "podTemplate");
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              String name = prefix + field.getKey();
              if (opened.contains(name)) {
                collect(field.getValue(), name + ".", fields);
              } else {
                fields.add(name);
              }
            });
  }
}
