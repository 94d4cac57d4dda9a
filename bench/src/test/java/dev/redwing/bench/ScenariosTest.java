package dev.redwing.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScenariosTest {
  @Test
  void areChosenByNameInTheirOwnOrder() {
    assertThat(Scenarios.named(List.of("lpush", "SET"), 1000).stream().map(Scenario::name))
        .containsExactly("SET", "LPUSH");
    assertThat(Scenarios.named(List.of(), 1000)).hasSameSizeAs(Scenarios.all(1000));
    assertThatThrownBy(() -> Scenarios.named(List.of("SET", "SETT"), 1000))
        .hasMessageContaining("SETT")
        .hasMessageContaining("LPUSH");
  }

  @Test
  void heavyOnesRunWithShortPipelines() {
    List<Pipeline> all = List.of(Pipeline.values());
    assertThat(Scenarios.named(List.of("SINTER_100K"), 1000).getFirst().among(all))
        .containsExactly(Pipeline.P1);
    assertThat(Scenarios.named(List.of("SET"), 1000).getFirst().among(all)).isEqualTo(all);
  }

  @Test
  void elementsComeInAnotherOrderEachOnce() {
    int[] order = Collections.shuffled(1000);
    assertThat(order).isNotEqualTo(IntStream.range(0, 1000).toArray());
    assertThat(Arrays.stream(order).sorted().toArray())
        .isEqualTo(IntStream.range(0, 1000).toArray());
  }

  @Test
  void numbersArePatchedIntoACommand() {
    Workload.Encoded encoded =
        Workload.of("x", 3, "ZADD", "z", "__number__", "mem:__number__")
            .encode(new SplittableRandom(1));
    ByteBuffer buffer = ByteBuffer.allocate(encoded.size());
    encoded.writeTo(buffer);
    encoded.patch(buffer, 0, new SplittableRandom(1), 1);
    assertThat(new String(buffer.array(), StandardCharsets.US_ASCII))
        .isEqualTo(
            "*4\r\n$4\r\nZADD\r\n$1\r\nz\r\n$12\r\n000000000000\r\n$16\r\nmem:000000000000\r\n");
  }
}
