package dev.redwing.dataplane.stats;

import dev.redwing.dataplane.config.Config;
import java.util.StringJoiner;
import java.util.function.Supplier;

/** INFO latencystats: percentiles of every command that was called, in microseconds. */
public final class LatencyStatsSection implements InfoSection {
  private final Config config;
  private final Supplier<? extends Iterable<CommandStats>> commands;

  public LatencyStatsSection(Config config, Supplier<? extends Iterable<CommandStats>> commands) {
    this.config = config;
    this.commands = commands;
  }

  @Override
  public String heading() {
    return "Latencystats";
  }

  @Override
  public void write(InfoWriter out) {
    if (!config.latencyTracking()) {
      return;
    }
    for (CommandStats stats : commands.get()) {
      if (stats.latencies().total() > 0) {
        out.field("latency_percentiles_usec_" + stats.fullName(), percentiles(stats));
      }
    }
  }

  private String percentiles(CommandStats stats) {
    StringJoiner text = new StringJoiner(",");
    for (double percentile : config.latencyTrackingInfoPercentiles()) {
      double micros = stats.latencies().percentileNanos(percentile) / 1000.0;
      text.add("p" + Config.percentileText(percentile) + "=" + InfoWriter.decimal(micros, 3));
    }
    return text.toString();
  }
}
