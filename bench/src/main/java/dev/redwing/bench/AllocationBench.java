package dev.redwing.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Bytes that a command leaves on our heap, sockets and all: what the loop's thread allocates while
 * clients send commands, by their number. That the commands themselves allocate nothing is held by
 * a test; what is seen here beyond that is the cost of a turn, and goes down with the pipeline.
 */
final class AllocationBench {
  private static final double BYTES_BELOW = 1;

  private final Report report;
  private final String transport;
  private final int seconds;
  private final List<Scenario> scenarios;
  private final List<Pipeline> pipelines;

  AllocationBench(
      Report report,
      String transport,
      int seconds,
      List<Scenario> scenarios,
      List<Pipeline> pipelines) {
    this.report = report;
    this.transport = transport;
    this.seconds = seconds;
    this.scenarios = List.copyOf(scenarios);
    this.pipelines = List.copyOf(pipelines);
  }

  void run() throws IOException {
    try (ServerInProcess server = ServerInProcess.start(transport)) {
      report.title(
          "Allocation: bytes on the heap a command, transport %s"
              .formatted(server.target().info("server", "multiplexing_api")));
      report.line("%-18s %14s %12s %s", "", "commands", "bytes each", "budget");
      for (Scenario scenario : scenarios) {
        measure(scenario, server);
      }
    }
  }

  private void measure(Scenario scenario, ServerInProcess server) throws IOException {
    Target target = server.target();
    String missing = scenario.missing(target);
    if (!missing.isEmpty()) {
      report.line("%-18s skipped: there is no %s", scenario.name(), missing);
      return;
    }
    List<Pipeline> chosen = scenario.among(pipelines);
    if (chosen.isEmpty()) {
      return;
    }
    scenario.prepare(target);
    for (Pipeline pipeline : chosen) {
      // What is not compiled yet allocates what would be optimized away.
      once(scenario, pipeline, server);
      report(scenario, pipeline, once(scenario, pipeline, server));
    }
    target.clear();
  }

  private record Sample(long commands, double bytesEach) {}

  private Sample once(Scenario scenario, Pipeline pipeline, ServerInProcess server)
      throws IOException {
    scenario.reset().run(server.target());
    try (LoadGenerator load = scenario.load(server.target(), pipeline, 1)) {
      long before = server.allocatedBytes();
      long commands = scenario.run(load, TimeUnit.SECONDS.toNanos(seconds)).operations();
      return new Sample(commands, (double) (server.allocatedBytes() - before) / commands);
    }
  }

  private void report(Scenario scenario, Pipeline pipeline, Sample sample) {
    report.line(
        "%-18s %14d %12.2f %s",
        scenario.name() + " " + pipeline.name(),
        sample.commands(),
        sample.bytesEach(),
        report.verdict(sample.bytesEach() < BYTES_BELOW));
  }
}
