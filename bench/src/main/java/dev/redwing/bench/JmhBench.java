package dev.redwing.bench;

import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link CommandBenchmark} with JMH's gc profiler: {@code -prof gc}. */
final class JmhBench {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /** Nothing, but for what is seen of the rest of the server. */
  private static final double BYTES_BELOW = 0.5;

  private final Report report;

  JmhBench(Report report) {
    this.report = report;
  }

  /** Whether none of the commands allocates. */
  boolean run(List<HotCommand> commands) throws RunnerException {
    report.title("JMH: time and bytes on the heap a command, without sockets");
    report.line("%-10s %10s %10s %10s %s", "", "elements", "ns", "bytes", "budget");
    boolean none = true;
    for (HotCommand command : commands) {
      // One by one: JMH shows results when it has all of them.
      for (RunResult result : new Runner(options(command)).run()) {
        none &= report(result);
      }
    }
    return none;
  }

  private static Options options(HotCommand command) {
    return new OptionsBuilder()
        .include(CommandBenchmark.class.getName())
        .param(CommandBenchmark.COMMAND, command.name())
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT)
        .build();
  }

  private boolean report(RunResult result) {
    Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
    if (allocated == null) {
      throw new IllegalStateException(
          "JMH says no " + ALLOCATED + ": " + result.getSecondaryResults().keySet());
    }
    boolean met = allocated.getScore() < BYTES_BELOW;
    report.line(
        "%-10s %10s %10.0f %10.3f %s",
        result.getParams().getParam(CommandBenchmark.COMMAND),
        result.getParams().getParam(CommandBenchmark.ELEMENTS),
        result.getPrimaryResult().getScore(),
        allocated.getScore(),
        report.verdict(met));
    return met;
  }
}
