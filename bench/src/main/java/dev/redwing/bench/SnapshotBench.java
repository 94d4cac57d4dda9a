package dev.redwing.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * BGSAVE under a steady load of writes: how much resident memory it adds, how long a reply waits.
 */
final class SnapshotBench {
  private static final int CONNECTIONS = 20;
  private static final int VALUE_BYTES = 64;
  private static final int OFFERED_PER_SECOND = 20_000;
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final double EXTRA_MEMORY_AT_MOST = 0.05;

  /** How much longer than without a BGSAVE the slowest reply may wait because of it. */
  private static final double ADDED_WAIT_MILLIS = 10;

  private final Field field;
  private final Report report;
  private final int keys;

  SnapshotBench(Field field, Report report, int keys) {
    this.field = field;
    this.report = report;
    this.keys = keys;
  }

  void run() throws IOException {
    report.title(
        "BGSAVE of %d keys of %d bytes under %d SETs a second (pipeline 4)"
            .formatted(keys, VALUE_BYTES, OFFERED_PER_SECOND));
    report.line(
        "%-8s %12s %12s %8s %10s %26s %26s",
        "",
        "before MB",
        "peak MB",
        "extra",
        "took s",
        "p50/p99.9/max ms quiet",
        "p50/p99.9/max ms saving");
    try (Contestant redis = field.redis()) {
      measure(redis, false);
    }
    try (Contestant ours = field.ours()) {
      measure(ours, true);
    }
  }

  private void measure(Contestant contestant, boolean judged) throws IOException {
    Filler.fill(contestant.target(), keys, VALUE_BYTES, 1_000);
    Workload set = Workload.of("SET", VALUE_BYTES, "SET", "key:__number__", "__value__");
    try (LoadGenerator load =
        new LoadGenerator(contestant.target().port(), CONNECTIONS, 4, List.of(set), keys, 11)) {
      load.run(TimeUnit.SECONDS.toNanos(10), OFFERED_PER_SECOND);
      Histogram quiet = load.run(TimeUnit.SECONDS.toNanos(5), OFFERED_PER_SECOND).latencyNanos();
      long before = contestant.stats().residentBytes();
      long peak = before;
      Histogram saving = new Histogram(3);
      long start = System.nanoTime();
      contestant.target().ask("BGSAVE");
      boolean running = true;
      while (running) {
        saving.add(load.run(SLICE_NANOS, OFFERED_PER_SECOND).latencyNanos());
        // redis-server's copies are its child's: what Kubernetes counts is both together.
        peak = Math.max(peak, contestant.residentWithChildren());
        running = contestant.target().info("persistence", "rdb_bgsave_in_progress").equals("1");
      }
      double took = (System.nanoTime() - start) / 1e9;
      double extra = (double) (peak - before) / before;
      double added = (saving.getMaxValue() - quiet.getMaxValue()) / 1e6;
      report.line(
          "%-8s %12d %12d %7.1f%% %10.1f %26s %26s %s",
          contestant.name(),
          before >> 20,
          peak >> 20,
          extra * 100,
          took,
          percentiles(quiet),
          percentiles(saving),
          judged
              ? report.verdict(extra <= EXTRA_MEMORY_AT_MOST)
                  + ", "
                  + report.verdict(added <= ADDED_WAIT_MILLIS)
              : "");
      if (!contestant.target().info("persistence", "rdb_last_bgsave_status").equals("ok")) {
        throw new IOException(contestant.name() + ": the BGSAVE failed");
      }
    }
  }

  private static String percentiles(Histogram nanos) {
    return "%.2f / %.2f / %.2f"
        .formatted(
            nanos.getValueAtPercentile(50) / 1e6,
            nanos.getValueAtPercentile(99.9) / 1e6,
            nanos.getMaxValue() / 1e6);
  }
}
