package dev.redwing.operator.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.crds.Redwing;
import dev.redwing.crds.RedwingSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecSettlerTest {
  @Test
  void defaultsAreRedisOwn() {
    ClusterSpec spec = accepted("{}");

    assertThat(spec.nodes()).isEqualTo(3);
    assertThat(spec.directives())
        .containsEntry("save", "3600 1 300 100 60 10000")
        .containsEntry("appendonly", "no")
        .containsEntry("appendfsync", "everysec")
        .doesNotContainKey("maxmemory");
    // Everything the operator renders by itself is what redis-server would have had anyway.
    spec.directives()
        .forEach(
            (name, value) -> {
              Directive directive = Objects.requireNonNull(Directives.find(name), name);
              assertThat(directive.sameValue(value, directive.defaultValue())).as(name).isTrue();
            });
    assertThat(spec.storage().retainOnDelete()).isTrue();
    assertThat(spec.storage().retainOnScaleDown()).isFalse();
  }

  @Test
  void snapshotsOffIsAnEmptySave() {
    assertThat(accepted("{persistence: {rdb: {enabled: false}}}").directives())
        .containsEntry("save", "");
    assertThat(accepted("{persistence: {rdb: {save: ''}}}").directives()).containsEntry("save", "");
  }

  @Test
  void memoryLimitDecidesMaxmemoryAndHeap() {
    ClusterSpec spec = accepted("{resources: {limits: {memory: 1Gi}}}");

    assertThat(spec.directives()).containsEntry("maxmemory", Long.toString(672L << 20));
    assertThat(spec.directives()).containsEntry("maxmemory-clients", Long.toString(128L << 20));
    assertThat(spec.javaOptions()).isEqualTo("-Xms64m -Xmx64m");
  }

  @Test
  void ownMaxmemoryIsTakenWhereItFits() {
    assertThat(
            accepted("{config: {maxmemory: 100mb}, resources: {limits: {memory: 1Gi}}}")
                .directives())
        .containsEntry("maxmemory", Long.toString(100L << 20));
    assertThat(problems("{config: {maxmemory: 1gb}, resources: {limits: {memory: 1Gi}}}"))
        .singleElement()
        .asString()
        .contains("config.maxmemory")
        .contains("a higher limit");
  }

  @ParameterizedTest
  @CsvSource({
    "'{config: {maxmemory-polic: noeviction}}', is no directive of redis.conf",
    "'{config: {maxmemory-policy: lru}}', 'write one of volatile-lru'",
    "'{config: {lazyfree-lazy-expire: true-ish}}', write yes or no",
    "'{config: {activedefrag: \"yes\"}}', the server does not support it",
    "'{config: {hz: fast}}', write a whole number",
    "'{config: {proto-max-bulk-len: big}}', write a size",
    "'{config: {save: 1 1}}', write persistence.rdb.save",
    "'{resources: {limits: {memory: 100Mi}}}', write at least 256Mi",
    "'{replicas: 16}', write 0 to 15",
    "'{podTemplate: {spec: {contaners: []}}}', podTemplate.spec is no pod spec",
    "'{config: {hz: \"10\\nreplicaof no one\"}}', write it on one line"
  })
  void refusesAndSaysWhatToWrite(String spec, String hint) {
    assertThat(problems(spec)).singleElement().asString().contains(hint);
  }

  @ParameterizedTest
  @ValueSource(longs = {256, 300, 384, 512, 1024, 4096, 16384, 262144})
  void budgetNeverExceedsTheLimit(long limitMib) {
    long limit = limitMib << 20;

    MemoryBudget budget = MemoryBudget.of(limit);

    assertThat(budget.maxmemoryBytes()).isGreaterThanOrEqualTo(64L << 20);
    assertThat(budget.heapBytes() + budget.clientsBytes() + budget.maxmemoryBytes() + (96L << 20))
        .isLessThanOrEqualTo(limit - limit / 16);
  }

  @Test
  void confQuotesWhatNeedsIt() {
    assertThat(RedisConf.render("# x\n", Map.of("save", ""))).isEqualTo("# x\nsave \"\"\n");
    assertThat(RedisConf.quote("a\"b\\c")).isEqualTo("\"a\\\"b\\\\c\"");
    assertThat(RedisConf.unquote("\"a b\"")).isEqualTo("a b");
  }

  private static ClusterSpec accepted(String spec) {
    return switch (settle(spec)) {
      case SettledSpec.Accepted(ClusterSpec accepted) -> accepted;
      case SettledSpec.Refused(List<String> problems) ->
          throw new AssertionError(String.join("; ", problems));
    };
  }

  private static List<String> problems(String spec) {
    return switch (settle(spec)) {
      case SettledSpec.Accepted accepted -> List.of();
      case SettledSpec.Refused(List<String> problems) -> problems;
    };
  }

  private static SettledSpec settle(String spec) {
    Redwing redwing = new Redwing();
    redwing.getMetadata().setName("demo");
    redwing.setSpec(Serialization.unmarshal("---\n" + spec, RedwingSpec.class));
    return SpecSettler.settle(redwing, "redwing:test");
  }
}
