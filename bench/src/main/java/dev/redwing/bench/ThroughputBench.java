package dev.redwing.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Operations a second, server CPU an operation and latency of single commands, at pipelines of 1,
 * 16 and 100, both servers in turn (A B A B), medians of the rounds.
 */
final class ThroughputBench {
  /** What the JVM's compilers need on two cores, one of which is the load's. */
  private static final int WARM_UP_SECONDS = 6;

  private final Field field;
  private final Report report;
  private final int rounds;
  private final int seconds;
  private final List<Scenario> scenarios;
  private final List<Pipeline> pipelines;

  ThroughputBench(
      Field field,
      Report report,
      int rounds,
      int seconds,
      List<Scenario> scenarios,
      List<Pipeline> pipelines) {
    this.field = field;
    this.report = report;
    this.rounds = rounds;
    this.seconds = seconds;
    this.scenarios = List.copyOf(scenarios);
    this.pipelines = List.copyOf(pipelines);
  }

  void run() throws IOException {
    report.title(
        "Throughput: %d connections, %d-byte values, %d keys, %d rounds of %d s, transport %s"
            .formatted(
                Scenario.Effort.LIGHT.connections(),
                Scenarios.VALUE_BYTES,
                Scenarios.KEY_SPACE,
                rounds,
                seconds,
                field.transport()));
    report.line(
        "%-18s %10s %10s %6s  %8s %8s %6s  %-24s %-24s %s",
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
      for (Scenario scenario : scenarios) {
        if (isPossible(scenario, redis) && isPossible(scenario, ours)) {
          compare(scenario, redis, ours);
        }
      }
    }
  }

  private boolean isPossible(Scenario scenario, Contestant contestant) throws IOException {
    String missing = scenario.missing(contestant.target());
    if (!missing.isEmpty()) {
      report.line("%-18s skipped: %s has no %s", scenario.name(), contestant.name(), missing);
    }
    return missing.isEmpty();
  }

  private void compare(Scenario scenario, Contestant redis, Contestant ours) throws IOException {
    List<Pipeline> chosen = scenario.among(pipelines);
    if (chosen.isEmpty()) {
      return;
    }
    scenario.prepare(redis.target());
    scenario.prepare(ours.target());
    for (Pipeline pipeline : chosen) {
      compare(scenario, pipeline, redis, ours);
    }
    redis.target().clear();
    ours.target().clear();
  }

  private void compare(Scenario scenario, Pipeline pipeline, Contestant redis, Contestant ours)
      throws IOException {
    // The measured code is compiled, the keys exist: what is measured is the steady state. Some
    // scenarios end early, when what they take from is used up: they are run until it is.
    long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS);
    do {
      once(scenario, pipeline, ours, 0, null);
    } while (System.nanoTime() < warm);
    once(scenario, pipeline, redis, 0, null);
    Samples a = new Samples(rounds);
    Samples b = new Samples(rounds);
    for (int round = 0; round < rounds; round++) {
      once(scenario, pipeline, redis, round, a);
      once(scenario, pipeline, ours, round, b);
    }
    double throughput = b.operations() / a.operations();
    double cpu = b.cpuMicros() / a.cpuMicros();
    report.line(
        "%-18s %10.0f %10.0f %5.2fx  %8.2f %8.2f %5.2fx  %-24s %-24s %s",
        scenario.name() + " " + pipeline.name(),
        a.operations(),
        b.operations(),
        throughput,
        a.cpuMicros(),
        b.cpuMicros(),
        cpu,
        a.percentiles(),
        b.percentiles(),
        report.verdict(throughput >= pipeline.throughputAtLeast())
            + ", "
            + report.verdict(cpu <= pipeline.cpuAtMost()));
  }

  private void once(
      Scenario scenario,
      Pipeline pipeline,
      Contestant contestant,
      int round,
      @Nullable Samples samples)
      throws IOException {
    scenario.reset().run(contestant.target());
    try (LoadGenerator load = scenario.load(contestant.target(), pipeline, round)) {
      ProcessStats before = contestant.stats();
      LoadGenerator.Result result = scenario.run(load, TimeUnit.SECONDS.toNanos(seconds));
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
