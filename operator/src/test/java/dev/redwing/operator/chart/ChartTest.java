package dev.redwing.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import dev.redwing.operator.act.Permission;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The chart by Helm's own engine. */
class ChartTest {
  private static final Path CHART = Path.of("../helm/redwing");
  private static final Path ALL_VALUES = Path.of("src/test/resources/chart/all-values.yaml");

  @Test
  void lints() {
    LintResult result = new Helm(CHART).lint().strict().call();

    assertThat(result.isFailed()).as(String.join("\n", result.getMessages())).isFalse();
  }

  @Test
  void defaultsWatchAllNamespacesWithOneClusterRole() {
    List<HasMetadata> objects = render(template());

    assertThat(objects)
        .extracting(HasMetadata::getKind)
        .containsExactlyInAnyOrder(
            "ServiceAccount",
            "ClusterRole",
            "ClusterRoleBinding",
            "Role",
            "RoleBinding",
            "Deployment");
    assertThat(env(objects, "REDWING_NAMESPACES")).isEmpty();
    assertThat(env(objects, "REDWING_LEADER_ELECTION")).isEqualTo("true");
    assertThat(env(objects, "REDWING_SERVER_IMAGE")).isEqualTo("ghcr.io/redwing/redwing:0.1.0");
  }

  @Test
  void everyValueHasItsEffect() {
    String yaml = template().withValuesFile(ALL_VALUES).call();
    List<HasMetadata> objects = parse(yaml);

    assertThat(objects)
        .extracting(HasMetadata::getKind)
        .containsExactlyInAnyOrder(
            "ServiceAccount",
            "Role",
            "RoleBinding",
            "Role",
            "RoleBinding",
            "Role",
            "RoleBinding",
            "Deployment");
    assertThat(env(objects, "REDWING_NAMESPACES")).isEqualTo("shop,blog");
    for (String trace :
        List.of(
            "registry.example.com/operator:9",
            "registry.example.com/server:8",
            "imagePullPolicy: Always",
            "name: pull-secret",
            "replicas: 2",
            "name: keeper",
            "example.com/account",
            "memory: 500Mi",
            "-Xmx200m",
            "HTTP_PROXY",
            "team: data",
            "example.com/pod",
            "disk: ssd",
            "key: dedicated",
            "nodeAffinity",
            "priorityClassName: high",
            "containerPort: 9090")) {
      assertThat(yaml).contains(trace);
    }
  }

  @Test
  void allValuesFileSetsEveryValue() throws IOException {
    assertThat(keys(ALL_VALUES)).isEqualTo(keys(CHART.resolve("values.yaml")));
  }

  private static Set<String> keys(Path values) throws IOException {
    Set<String> keys = new TreeSet<>();
    Serialization.unmarshal(Files.readString(values), com.fasterxml.jackson.databind.JsonNode.class)
        .fieldNames()
        .forEachRemaining(keys::add);
    return keys;
  }

  @Test
  void nothingIsMadeThatIsTurnedOff() {
    List<HasMetadata> objects =
        render(template().set("rbac.create", false).set("serviceAccount.create", false));

    assertThat(objects).extracting(HasMetadata::getKind).containsExactly("Deployment");
  }

  @ParameterizedTest
  @CsvSource({
    "replica, 3",
    "replicas, many",
    "image.pullPolicy, Sometimes",
    "leaderElection, maybe",
    "healthPort, 80",
    "watchNamespaces, shop",
    "server.image.tagg, x"
  })
  void badValuesAreRefused(String name, String value) {
    assertThatThrownBy(() -> template().set(name, value).call())
        .hasMessageContaining("values don't meet the specifications of the schema");
  }

  @Test
  void rolesAllowWhatTheCodeDeclaresAndNoMore() {
    List<HasMetadata> objects = render(template());

    assertThat(permissions(one(objects, ClusterRole.class).getRules()))
        .isEqualTo(declared(Permission.NAMESPACES));
    assertThat(permissions(one(objects, Role.class).getRules()))
        .isEqualTo(declared(Permission.LEASE));
  }

  @Test
  void operatorPodKeepsTheRestrictedProfile() {
    PodSpec pod = one(render(template()), Deployment.class).getSpec().getTemplate().getSpec();

    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    for (Container container : pod.getContainers()) {
      assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
      assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
      assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    }
  }

  @Test
  void environmentIsWhatTheProgramReads() throws IOException {
    String source =
        Files.readString(Path.of("src/main/java/dev/redwing/operator/OperatorMain.java"));

    render(template()).stream()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .flatMap(each -> containers(each).getFirst().getEnv().stream())
        .map(EnvVar::getName)
        .filter(name -> !name.equals("JAVA_TOOL_OPTIONS"))
        .forEach(name -> assertThat(source).contains("${env:" + name));
    assertThat(new CommandLine(new dev.redwing.operator.OperatorMain()).getCommandName())
        .isEqualTo("redwing-operator");
  }

  @Test
  void crdIsTheGeneratedOne() throws IOException {
    String file = "redwings.redwing.dev-v1.yml";
    assertThat(Files.readString(CHART.resolve("crds").resolve(file)))
        .isEqualTo(
            Files.readString(Path.of("../crds/src/main/resources/META-INF/fabric8").resolve(file)));
    try (Stream<Path> files = Files.list(CHART.resolve("crds"))) {
      assertThat(files).hasSize(1);
    }
  }

  private static TemplateCommand template() {
    return new Helm(CHART)
        .template()
        .withKubeVersion("1.31.0")
        .withName("redwing")
        .withNamespace("system")
        .skipCrds();
  }

  private static List<HasMetadata> render(TemplateCommand command) {
    return parse(command.call());
  }

  private static List<HasMetadata> parse(String yaml) {
    return Arrays.stream(yaml.split("(?m)^---\\s*$", -1))
        .filter(document -> document.contains("kind:"))
        .map(document -> (HasMetadata) Serialization.unmarshal(document, KubernetesResource.class))
        .toList();
  }

  private static <T extends HasMetadata> T one(List<HasMetadata> objects, Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
  }

  private static List<Container> containers(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers();
  }

  private static String env(List<HasMetadata> objects, String name) {
    return containers(one(objects, Deployment.class)).getFirst().getEnv().stream()
        .filter(each -> each.getName().equals(name))
        .map(EnvVar::getValue)
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> permissions(List<PolicyRule> rules) {
    Set<String> lines = new TreeSet<>();
    for (PolicyRule rule : rules) {
      for (String group : rule.getApiGroups()) {
        for (String resource : rule.getResources()) {
          rule.getVerbs().forEach(verb -> lines.add(group + "/" + resource + " " + verb));
        }
      }
    }
    return lines;
  }

  private static Set<String> declared(List<Permission> permissions) {
    List<String> lines = new ArrayList<>();
    for (Permission each : permissions) {
      each.verbs().forEach(verb -> lines.add(each.group() + "/" + each.resource() + " " + verb));
    }
    return new TreeSet<>(lines);
  }
}
