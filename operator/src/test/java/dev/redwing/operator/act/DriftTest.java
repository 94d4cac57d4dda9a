package dev.redwing.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class DriftTest {
  @Test
  void whatOthersAddIsNoDrift() {
    assertThat(includes("{a: 1, b: {c: x, d: y}, e: z}", "{a: 1, b: {c: x}}")).isTrue();
  }

  @Test
  void aChangedOrMissingFieldIsDrift() {
    assertThat(includes("{a: 2}", "{a: 1}")).isFalse();
    assertThat(includes("{}", "{a: 1}")).isFalse();
  }

  @Test
  void elementsAreFoundByNameWhateverTheirPlace() {
    assertThat(
            includes(
                "{list: [{name: injected}, {name: ours, image: x, more: y}]}",
                "{list: [{name: ours, image: x}]}"))
        .isTrue();
    assertThat(includes("{list: [{name: ours, image: z}]}", "{list: [{name: ours, image: x}]}"))
        .isFalse();
    assertThat(includes("{list: []}", "{list: [{name: ours}]}")).isFalse();
  }

  @Test
  void mountsOfOneVolumeAreToldApartByPath() {
    String mounts = "{list: [{name: tmp, mountPath: /a}, {name: tmp, mountPath: /b}]}";
    assertThat(includes(mounts, mounts)).isTrue();
  }

  @Test
  void quantitiesMayBeWrittenDifferently() {
    assertThat(includes("{memory: 1Gi}", "{memory: 1024Mi}")).isTrue();
    assertThat(includes("{cpu: '1'}", "{cpu: 1000m}")).isTrue();
    assertThat(includes("{memory: 1Gi}", "{memory: 1G}")).isFalse();
  }

  @Test
  void emptyThingsAreLeftOutByTheServer() {
    assertThat(includes("{}", "{list: [], object: {}, nothing: null, flag: false}")).isTrue();
    assertThat(includes("{}", "{flag: true}")).isFalse();
  }

  @Test
  void aFlagTurnedOnIsDrift() {
    assertThat(includes("{flag: true}", "{flag: false}")).isFalse();
  }

  @Test
  void aSelectorAndAListOfWordsAreOursAsAWhole() {
    assertThat(includes("{selector: {a: x, b: y}}", "{selector: {a: x}}")).isFalse();
    assertThat(includes("{selector: {a: x}}", "{selector: {a: x}}")).isTrue();
    assertThat(includes("{args: [a, b]}", "{args: [a]}")).isFalse();
  }

  private static boolean includes(String actual, String desired) {
    return Drift.includes(tree(actual), tree(desired));
  }

  private static JsonNode tree(String yaml) {
    return Serialization.unmarshal("---\n" + yaml, JsonNode.class);
  }
}
