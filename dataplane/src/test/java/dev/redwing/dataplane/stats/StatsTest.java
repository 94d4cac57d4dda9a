package dev.redwing.dataplane.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatsTest {
  @Test
  void ratesAreTheMeanOfTheLastSixteenSamples() {
    Counters counters = new Counters();
    counters.sample(1000);
    for (int i = 1; i <= 16; i++) {
      counters.commandsProcessed += 50;
      counters.sample(1000 + i * 100);
    }
    assertThat(counters.commandsPerSecond()).isEqualTo(500);
    for (int i = 17; i <= 24; i++) {
      counters.sample(1000 + i * 100);
    }
    assertThat(counters.commandsPerSecond()).isEqualTo(250);
    counters.reset();
    assertThat(counters.commandsPerSecond()).isZero();
    assertThat(counters.commandsProcessed).isZero();
  }

  @Test
  void errorsAreCountedByTheirCode() {
    ErrorStats errors = new ErrorStats();
    errors.count("WRONGTYPE Operation");
    errors.count("ERR a");
    errors.count("ERR b");
    errors.count("NOCODE");
    StringBuilder text = new StringBuilder();
    errors.forEach((kind, count) -> text.append(kind).append('=').append(count).append(' '));
    assertThat(text.toString()).isEqualTo("ERR=2 NOCODE=1 WRONGTYPE=1 ");
    for (int i = 0; i < 1000; i++) {
      errors.count("KIND" + i);
    }
    text.setLength(0);
    errors.forEach((kind, count) -> text.append('.'));
    assertThat(text).hasSize(ErrorStats.MAX_KINDS);
    assertThat(errors.total()).isEqualTo(1004);
  }

  @Test
  void bytesAreShownAsRedisDoes() {
    assertThat(
            List.of(0L, 1023L, 1024L, 940_848L, 25_276_514_304L, 1L << 40, Long.MAX_VALUE).stream()
                .map(InfoWriter::human))
        .containsExactly("0B", "1023B", "1.00K", "918.80K", "23.54G", "1.00T", "8192.00P");
  }

  @Test
  void latencyKeepsTheWorstOfASecond() {
    LatencyMonitor monitor = new LatencyMonitor();
    monitor.record("command", 5, 100, 0);
    monitor.record("command", 5, 100, 10);
    assertThat(monitor.latest()).isEmpty();
    monitor.record("command", 15, 100, 10);
    monitor.record("command", 12, 100, 10);
    monitor.record("fork", 30, 100, 10);
    monitor.record("command", 11, 101, 10);
    assertThat(monitor.history("command"))
        .containsExactly(new LatencyMonitor.Sample(100, 15), new LatencyMonitor.Sample(101, 11));
    assertThat(monitor.latest())
        .containsExactly(
            new LatencyMonitor.Latest("command", new LatencyMonitor.Sample(101, 11), 15),
            new LatencyMonitor.Latest("fork", new LatencyMonitor.Sample(100, 30), 30));
    for (int second = 0; second < 1000; second++) {
      monitor.record("command", 20, 1000 + second, 10);
    }
    assertThat(monitor.history("command")).hasSize(LatencyMonitor.MAX_SAMPLES);
    assertThat(monitor.reset("nosuch")).isZero();
    assertThat(monitor.reset("fork")).isEqualTo(1);
    assertThat(monitor.reset(null)).isEqualTo(1);
  }
}
