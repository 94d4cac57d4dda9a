package dev.redwing.dataplane.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  @Test
  void oneValueIsShownWithTheUpperBoundRedisShows() {
    // Pairs taken from a redis-server: what was measured, and what INFO latencystats said.
    long[][] seen = {{10_000, 10_047}, {50_124_000, 50_331_647}, {22_000, 22_015}, {1, 1}};
    for (long[] pair : seen) {
      LatencyHistogram histogram = new LatencyHistogram();
      histogram.record(pair[0]);
      assertThat(histogram.percentileNanos(50)).isEqualTo(pair[1]);
      assertThat(histogram.percentileNanos(100)).isEqualTo(pair[1]);
    }
  }

  @Test
  void percentilesAreWithinOnePercent() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    LatencyHistogram histogram = new LatencyHistogram();
    long[] values = new long[5000];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 + (long) Math.exp(random.nextDouble() * 20);
      histogram.record(values[i]);
    }
    Arrays.sort(values);
    for (double percentile : new double[] {1, 50, 90, 99, 99.9, 100}) {
      int rank = (int) Math.max(1, Math.round(percentile / 100 * values.length));
      double exact = values[rank - 1];
      assertThat((double) histogram.percentileNanos(percentile))
          .as("p%s, seed %d", percentile, seed)
          .isBetween(exact, exact * 1.01 + 1);
    }
  }

  @Test
  void doublingBucketsAreRediss() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.record(50_124_000);
    histogram.record(3_000);
    histogram.record(500);
    histogram.record(34_000);
    List<String> buckets = new ArrayList<>();
    histogram.forEachDoubling((micros, count) -> buckets.add(micros + ":" + count));
    assertThat(buckets).containsExactly("1:1", "4:2", "66:3", "67633:4");
  }

  @Test
  void longDurationsCountAsASecond() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.record(Long.MAX_VALUE);
    histogram.record(-1);
    assertThat(histogram.percentileNanos(100)).isBetween(1_000_000_000L, 1_010_000_000L);
    histogram.reset();
    assertThat(histogram.total()).isZero();
    assertThat(histogram.percentileNanos(99)).isZero();
  }
}
