package dev.redwing.crds;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The CRD that is checked in is the one the types generate. To write it anew after a change:
 *
 * <pre>./mvnw -pl crds test -Dtest=CrdYamlTest -Dredwing.crds.write=true</pre>
 *
 * <p>The chart carries a copy, which the same command writes and the operator's tests compare.
 */
class CrdYamlTest {
  private static final List<String> COLUMNS =
      List.of("Master", "Replicas", "Ready", "Reason", "Age");
  private static final String FILE = "redwings.redwing.dev-v1.yml";
  private static final Path DIRECTORY = Path.of("src/main/resources/META-INF/fabric8");
  private static final Path CHART_DIRECTORY = Path.of("../helm/redwing/crds");

  @Test
  void checkedInCrdIsTheGeneratedOne(@TempDir Path directory) throws IOException {
    new CRDGenerator()
        .customResourceClasses(Redwing.class)
        .forCRDVersions("v1")
        .inOutputDir(directory.toFile())
        .generate();
    String generated = inReadingOrder(directory.resolve(FILE));
    if (Boolean.getBoolean("redwing.crds.write")) {
      Files.createDirectories(DIRECTORY);
      Files.writeString(DIRECTORY.resolve(FILE), generated);
      if (Files.isDirectory(CHART_DIRECTORY)) {
        Files.writeString(CHART_DIRECTORY.resolve(FILE), generated);
      }
    }
    assertThat(Files.readString(DIRECTORY.resolve(FILE)))
        .as("run ./mvnw -pl crds test -Dtest=CrdYamlTest -Dredwing.crds.write=true")
        .isEqualTo(generated);
  }

  /** The generator sorts columns by path; kubectl prints them in the order of the file. */
  private static String inReadingOrder(Path file) throws IOException {
    CustomResourceDefinition crd =
        Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
    crd.getSpec()
        .getVersions()
        .forEach(
            version ->
                version
                    .getAdditionalPrinterColumns()
                    .sort(Comparator.comparing(column -> COLUMNS.indexOf(column.getName()))));
    return "# Generated from the types in dev.redwing.crds by CrdYamlTest: edit those.\n"
        + Serialization.asYaml(crd);
  }
}
