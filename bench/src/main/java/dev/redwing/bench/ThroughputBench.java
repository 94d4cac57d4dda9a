package dev.redwing.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Operations a second, server CPU an operation and latency of single commands, at pipelines of 1,
 * 16 and 100, both servers in turn (A B A B), medians of the rounds.
 */
final class ThroughputBench {
  private static final int CONNECTIONS = 50;
  private static final int KEY_SPACE = 1_000_000;
  private static final int VALUE_BYTES = 64;

  /** Budgets: least throughput and most CPU an operation, as ratios to redis-server. */
  private enum Pipeline {
    P1(1, 1.0, 1.0),
    P16(16, 1.5, 0.65),
    P100(100, 2.0, 0.5);

    private final int depth;
    private final double throughputAtLeast;
    private final double cpuAtMost;

    Pipeline(int depth, double throughputAtLeast, double cpuAtMost) {
      this.depth = depth;
      this.throughputAtLeast = throughputAtLeast;
      this.cpuAtMost = cpuAtMost;
    }
  }

  static final List<Workload> WORKLOADS =
      List.of(
          Workload.of("SET", VALUE_BYTES, "SET", "__key__", "__value__"),
          Workload.of("GET", VALUE_BYTES, "GET", "__key__"),
          Workload.of("INCR", VALUE_BYTES, "INCR", "__counter__"),
          Workload.of("MSET", VALUE_BYTES, mset(10)));

  private final Field field;
  private final Report report;
  private final int rounds;
  private final int seconds;

  ThroughputBench(Field field, Report report, int rounds, int seconds) {
    this.field = field;
    this.report = report;
    this.rounds = rounds;
    this.seconds = seconds;
  }

  private static String[] mset(int pairs) {
    String[] words = new String[1 + 2 * pairs];
    words[0] = "MSET";
    for (int i = 0; i < pairs; i++) {
      words[1 + 2 * i] = "__key__";
      words[2 + 2 * i] = "__value__";
    }
    return words;
  }

  void run() throws IOException {
    report.title(
        "Throughput: %d connections, %d-byte values, %d keys, %d rounds of %d s, transport %s"
            .formatted(CONNECTIONS, VALUE_BYTES, KEY_SPACE, rounds, seconds, field.transport()));
    report.line(
        "%-10s %10s %10s %6s  %8s %8s %6s  %-24s %-24s %s",
        "",
        "redis/s",
        "ours/s",
        "ratio",
        "redis us",
        "ours us",
        "ratio",
        "redis p50/99/99.9 ms",
        "ours p50/99/99.9 ms",
        "budget (ops, cpu)");
    try (Contestant redis = field.redis();
        Contestant ours = field.ours()) {
      for (Workload workload : WORKLOADS) {
        for (Pipeline pipeline : Pipeline.values()) {
          compare(workload, pipeline, redis, ours);
        }
      }
    }
  }

  private void compare(Workload workload, Pipeline pipeline, Contestant redis, Contestant ours)
      throws IOException {
    // The measured code is compiled, the keys exist: what is measured is the steady state.
    fill(redis);
    fill(ours);
    once(workload, pipeline.depth, ours, 0, null);
    once(workload, pipeline.depth, redis, 0, null);
    Samples a = new Samples(rounds);
    Samples b = new Samples(rounds);
    for (int round = 0; round < rounds; round++) {
      once(workload, pipeline.depth, redis, round, a);
      once(workload, pipeline.depth, ours, round, b);
    }
    double throughput = b.operations() / a.operations();
    double cpu = b.cpuMicros() / a.cpuMicros();
    report.line(
        "%-10s %10.0f %10.0f %5.2fx  %8.2f %8.2f %5.2fx  %-24s %-24s %s",
        workload.name() + " " + pipeline.name(),
        a.operations(),
        b.operations(),
        throughput,
        a.cpuMicros(),
        b.cpuMicros(),
        cpu,
        a.percentiles(),
        b.percentiles(),
        report.verdict(throughput >= pipeline.throughputAtLeast)
            + ", "
            + report.verdict(cpu <= pipeline.cpuAtMost));
  }

  private static void fill(Contestant contestant) throws IOException {
    contestant.ask("FLUSHALL");
    try (LoadGenerator load =
        new LoadGenerator(
            contestant.port(), CONNECTIONS, 100, List.of(WORKLOADS.getFirst()), KEY_SPACE, 7)) {
      load.run(TimeUnit.SECONDS.toNanos(3), 0);
    }
  }

  private void once(
      Workload workload,
      int depth,
      Contestant contestant,
      int round,
      @org.jspecify.annotations.Nullable Samples samples)
      throws IOException {
    try (LoadGenerator load =
        new LoadGenerator(
            contestant.port(), CONNECTIONS, depth, List.of(workload), KEY_SPACE, round)) {
      ProcessStats before = contestant.stats();
      LoadGenerator.Result result = load.run(TimeUnit.SECONDS.toNanos(seconds), 0);
      long cpuMicros = contestant.stats().cpuMicros() - before.cpuMicros();
      if (samples != null) {
        samples.add(round, result, cpuMicros);
      }
    }
  }

  /** The rounds of one contestant. */
  private static final class Samples {
    private final double[] operations;
    private final double[] cpuMicros;
    private final Histogram latencyNanos = new Histogram(3);

    Samples(int rounds) {
      operations = new double[rounds];
      cpuMicros = new double[rounds];
    }

    void add(int round, LoadGenerator.Result result, long cpu) {
      operations[round] = result.operationsPerSecond();
      cpuMicros[round] = (double) cpu / result.operations();
      latencyNanos.add(result.latencyNanos());
    }

    double operations() {
      return Report.median(operations);
    }

    double cpuMicros() {
      return Report.median(cpuMicros);
    }

    String percentiles() {
      return "%.2f / %.2f / %.2f"
          .formatted(
              latencyNanos.getValueAtPercentile(50) / 1e6,
              latencyNanos.getValueAtPercentile(99) / 1e6,
              latencyNanos.getValueAtPercentile(99.9) / 1e6);
    }
  }
}
