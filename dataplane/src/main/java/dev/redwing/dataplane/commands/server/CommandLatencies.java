package dev.redwing.dataplane.commands.server;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.command.Command;
import dev.redwing.dataplane.command.CommandObserver;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.resp.Request;
import dev.redwing.dataplane.stats.CommandStats;
import dev.redwing.dataplane.stats.LatencyHistogram;
import dev.redwing.dataplane.stats.LatencyMonitor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts how long commands took: a histogram per command, and slow ones as events of LATENCY. A
 * histogram is found by the command's id and costs an increment.
 */
public final class CommandLatencies implements CommandObserver {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int FIRST_SIZE = 256;

  private final Config config;
  private final Clock clock;
  private final LatencyMonitor monitor;
  private LatencyHistogram[] histograms = {};

  public CommandLatencies(Config config, Clock clock, LatencyMonitor monitor) {
    this.config = config;
    this.clock = clock;
    this.monitor = monitor;
  }

  @Override
  public void executed(
      Client client, Command command, Request request, long durationNanos, int calls) {
    if (config.latencyTracking()) {
      histogram(command).record(durationNanos / calls, calls);
    }
    long thresholdMillis = config.latencyMonitorThresholdMillis();
    if (thresholdMillis > 0 && durationNanos >= thresholdMillis * NANOS_PER_MILLI) {
      String event = command.is(Flag.FAST) ? "fast-command" : "command";
      long millis = durationNanos / NANOS_PER_MILLI;
      monitor.record(event, millis, clock.wallMillis() / 1000, thresholdMillis);
    }
  }

  LatencyHistogram histogram(Command command) {
    int id = command.id();
    if (id >= histograms.length) {
      grow(id);
    }
    return histograms[id];
  }

  /** Histograms take no memory before their first value. */
  private void grow(int id) {
    int size = Math.max(FIRST_SIZE, Integer.highestOneBit(id) * 2);
    int old = histograms.length;
    histograms = Arrays.copyOf(histograms, size);
    for (int i = old; i < size; i++) {
      histograms[i] = new LatencyHistogram();
    }
  }

  /** The figures of all commands, for INFO commandstats and latencystats. */
  public List<CommandStats> all(CommandTable table) {
    List<CommandStats> all = new ArrayList<>();
    for (Command command : table.withSubcommands()) {
      all.add(new Figures(command, histogram(command)));
    }
    return all;
  }

  /** CONFIG RESETSTAT. */
  public void reset() {
    for (LatencyHistogram histogram : histograms) {
      histogram.reset();
    }
  }

  private record Figures(Command command, LatencyHistogram latencies) implements CommandStats {
    @Override
    public String fullName() {
      return command.name();
    }

    @Override
    public long calls() {
      return command.calls();
    }

    @Override
    public long micros() {
      return command.totalMicros();
    }

    @Override
    public long rejected() {
      return command.rejectedCalls();
    }

    @Override
    public long failed() {
      return command.failedCalls();
    }
  }
}
