package dev.redwing.crds;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedwingRulesTest {
  @Test
  void acceptsAnEmptySpec() {
    assertThat(messages("{}")).isEmpty();
  }

  @Test
  void acceptsWhatRedisWouldTakeInConfig() {
    assertThat(messages("{config: {maxmemory-policy: allkeys-lru, hz: '20'}}")).isEmpty();
  }

  @Test
  void refusesMoreSynchronousReplicasThanReplicas() {
    assertThat(messages("{replicas: 1, replication: {minReplicasToWrite: 2}}"))
        .containsExactly(RedwingRules.MIN_REPLICAS_MESSAGE);
    assertThat(messages("{replication: {minReplicasToWrite: 2}}")).isEmpty();
    assertThat(messages("{replication: {minReplicasToWrite: 3}}"))
        .containsExactly(RedwingRules.MIN_REPLICAS_MESSAGE);
  }

  @Test
  void refusesSavePointsWhenSnapshotsAreOff() {
    assertThat(messages("{persistence: {rdb: {enabled: false, save: '60 1'}}}"))
        .containsExactly(RedwingRules.RDB_SAVE_MESSAGE);
    assertThat(messages("{persistence: {rdb: {enabled: false}}}")).isEmpty();
    assertThat(messages("{persistence: {rdb: {save: '60 1'}}}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "save, persistence.rdb.save",
    "appendonly, persistence.aof",
    "auto-aof-rewrite-min-size, persistence.aof",
    "repl-backlog-size, replication.",
    "min-slaves-to-write, replication.",
    "replicaof, write replicas",
    "requirepass, auth.secretName",
    "dir, leave",
    "redwing-managed, leave"
  })
  void refusesDirectivesThatHaveTheirOwnFieldAndNamesIt(String directive, String hint) {
    assertThat(messages("{config: {" + directive + ": x}}"))
        .singleElement()
        .asString()
        .contains(hint);
  }

  @Test
  void refusesAnotherVolumeAndTakesTheDefaultsAsValues() {
    assertThat(changed("{}", "{storage: {size: 1Gi, accessModes: [ReadWriteOnce]}}")).isEmpty();
    assertThat(changed("{}", "{storage: {size: 2Gi}}"))
        .containsExactly(RedwingRules.STORAGE_SIZE_MESSAGE);
    assertThat(changed("{storage: {storageClassName: fast}}", "{}"))
        .containsExactly(RedwingRules.STORAGE_CLASS_MESSAGE);
    assertThat(changed("{}", "{storage: {accessModes: [ReadWriteMany]}}"))
        .containsExactly(RedwingRules.STORAGE_MODES_MESSAGE);
    assertThat(changed("{}", "{storage: {retainOnDelete: false}}")).isEmpty();
  }

  @Test
  void refusesNamesThatAreNoServiceNames() {
    Redwing longName = redwing("{}");
    longName.getMetadata().setName("a".repeat(41));
    Redwing digitFirst = redwing("{}");
    digitFirst.getMetadata().setName("1st");

    assertThat(RedwingRules.violations(null, longName)).hasSize(1);
    assertThat(RedwingRules.violations(null, digitFirst)).hasSize(1);
  }

  @Test
  void sizesAreRedisAndKubernetesOnes() {
    assertThat(MemorySizes.toBytes("64mb")).isEqualTo(64L << 20);
    assertThat(MemorySizes.toBytes("64Mi")).isEqualTo(64L << 20);
    assertThat(MemorySizes.toBytes("1k")).isEqualTo(1000);
    assertThat(MemorySizes.toBytes("12")).isEqualTo(12);
  }

  private static List<String> messages(String spec) {
    return RedwingRules.violations(null, redwing(spec)).stream()
        .map(RedwingRules.Violation::message)
        .toList();
  }

  private static List<String> changed(String from, String to) {
    return RedwingRules.violations(redwing(from), redwing(to)).stream()
        .map(RedwingRules.Violation::message)
        .toList();
  }

  private static Redwing redwing(String spec) {
    Redwing redwing = new Redwing();
    redwing.getMetadata().setName("demo");
    redwing.setSpec(Serialization.unmarshal("---\n" + spec, RedwingSpec.class));
    return redwing;
  }
}
