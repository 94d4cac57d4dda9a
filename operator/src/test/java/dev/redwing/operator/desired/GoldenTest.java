package dev.redwing.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.crds.Redwing;
import dev.redwing.operator.config.ClusterSpec;
import dev.redwing.operator.config.SettledSpec;
import dev.redwing.operator.config.SpecSettler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every object of every case, byte for byte: a changed pod template restarts everybody's pods, so a
 * change has to be seen. To accept one:
 *
 * <pre>
 * ./mvnw -pl operator -am test -Dtest=GoldenTest -Dsurefire.failIfNoSpecifiedTests=false -Dredwing.golden.write=true
 * </pre>
 */
class GoldenTest {
  private static final Path CASES = Path.of("src/test/resources/desired");

  static List<Path> cases() throws IOException {
    try (Stream<Path> directories = Files.list(CASES)) {
      return directories.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void objectsAreTheCheckedInOnes(Path directory) throws IOException {
    ClusterSpec spec = accepted(Files.readString(directory.resolve("in.yaml")));
    AuthState auth =
        spec.authSecretName() == null
            ? AuthState.NONE
            : new AuthState("say \"friend\" \\ and enter", List.of("former"));
    Map<String, String> expected = new TreeMap<>();
    for (HasMetadata object : DesiredObjects.of(spec, auth, spec.nodes(), Set.of(), true)) {
      expected.put(fileName(object), Serialization.asYaml(object));
    }
    if (Boolean.getBoolean("redwing.golden.write")) {
      for (Map.Entry<String, String> file : expected.entrySet()) {
        Files.writeString(directory.resolve(file.getKey()), file.getValue());
      }
    }
    assertThat(read(directory)).as("files of %s", directory).isEqualTo(expected);
  }

  @Test
  void nobodyIsEvictedWhileAReplicaCatchesUp() throws IOException {
    ClusterSpec spec = accepted(Files.readString(CASES.resolve("minimal").resolve("in.yaml")));

    assertThat(DesiredObjects.of(spec, AuthState.NONE, 3, Set.of(), false))
        .filteredOn(PodDisruptionBudget.class::isInstance)
        .extracting(each -> ((PodDisruptionBudget) each).getSpec().getMaxUnavailable().getIntVal())
        .containsExactly(0);
  }

  private static String fileName(HasMetadata object) {
    return object.getKind().toLowerCase(Locale.ROOT)
        + "-"
        + object.getMetadata().getName()
        + ".yaml";
  }

  private static Map<String, String> read(Path directory) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path file : entries.toList()) {
        String name = String.valueOf(file.getFileName());
        if (!name.equals("in.yaml")) {
          files.put(name, Files.readString(file));
        }
      }
    }
    return files;
  }

  private static ClusterSpec accepted(String yaml) {
    Redwing resource = Serialization.unmarshal(yaml, Redwing.class);
    return switch (SpecSettler.settle(resource, "redwing:test")) {
      case SettledSpec.Accepted(ClusterSpec spec) -> spec;
      case SettledSpec.Refused(List<String> problems) ->
          throw new AssertionError(String.join("; ", problems));
    };
  }
}
