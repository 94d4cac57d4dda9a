package dev.redwing.dataplane.commands.server;

import static dev.redwing.dataplane.command.spec.CommandSpec.command;

import dev.redwing.dataplane.command.Command;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.HelpText;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.stats.LatencyHistogram;
import dev.redwing.dataplane.stats.LatencyMonitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** LATENCY: slow events, and how long commands take. */
public final class LatencyCommands {
  private static final String[] ANY_NODE = {
    "nondeterministic_output", "request_policy:all_nodes", "response_policy:special"
  };

  private final LatencyMonitor monitor;
  private final CommandLatencies latencies;
  private final CommandTable table;

  public LatencyCommands(LatencyMonitor monitor, CommandLatencies latencies, CommandTable table) {
    this.monitor = monitor;
    this.latencies = latencies;
    this.table = table;
  }

  /** Registers the commands in the table whose histograms they show. */
  public void register() {
    table.container(command("latency").arity(-2).group(Group.SERVER).since("2.8.13"));
    table.register(admin("latency|latest", 2, "2.8.13").tips(ANY_NODE), this::latest);
    table.register(admin("latency|history", 3, "2.8.13").tips(ANY_NODE), this::history);
    table.register(admin("latency|doctor", 2, "2.8.13").tips(ANY_NODE), this::doctor);
    table.register(admin("latency|graph", 3, "2.8.13").tips(ANY_NODE), this::graph);
    table.register(admin("latency|histogram", -2, "7.0.0").tips(ANY_NODE), this::histogram);
    table.register(
        admin("latency|reset", -2, "2.8.13")
            .tips("request_policy:all_nodes", "response_policy:all_succeeded"),
        this::reset);
    table.register(
        command("latency|help")
            .arity(2)
            .flags(Flag.LOADING, Flag.STALE)
            .group(Group.SERVER)
            .since("2.8.13"),
        this::help);
  }

  private static CommandSpec.Builder admin(String name, int arity, String since) {
    return command(name)
        .arity(arity)
        .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.LOADING, Flag.STALE)
        .group(Group.SERVER)
        .since(since);
  }

  private void latest(CommandContext context) {
    ReplyWriter reply = context.reply();
    List<LatencyMonitor.Latest> all = monitor.latest();
    reply.array(all.size());
    for (LatencyMonitor.Latest latest : all) {
      reply.array(4);
      reply.bulk(latest.event());
      reply.integer(latest.last().unixSeconds());
      reply.integer(latest.last().millis());
      reply.integer(latest.maxMillis());
    }
  }

  private void history(CommandContext context) {
    ReplyWriter reply = context.reply();
    List<LatencyMonitor.Sample> samples = monitor.history(context.request().text(2));
    reply.array(samples.size());
    for (LatencyMonitor.Sample sample : samples) {
      reply.array(2);
      reply.integer(sample.unixSeconds());
      reply.integer(sample.millis());
    }
  }

  private void reset(CommandContext context) {
    int count = 0;
    if (context.count() == 2) {
      count = monitor.reset(null);
    }
    for (int i = 2; i < context.count(); i++) {
      count += monitor.reset(context.request().text(i));
    }
    context.reply().integer(count);
  }

  private void doctor(CommandContext context) {
    StringBuilder text = new StringBuilder();
    for (LatencyMonitor.Latest latest : monitor.latest()) {
      List<LatencyMonitor.Sample> samples = monitor.history(latest.event());
      double mean = samples.stream().mapToLong(LatencyMonitor.Sample::millis).average().orElse(0);
      text.append(
          String.format(
              Locale.ROOT,
              "%s: %d spikes, %.1f ms on average, %d ms at worst.%n",
              latest.event(),
              samples.size(),
              mean,
              latest.maxMillis()));
    }
    if (text.isEmpty()) {
      text.append("No latency spike was observed. Spikes are remembered from ");
      text.append("latency-monitor-threshold milliseconds on, if that is not 0.\n");
    }
    context.reply().verbatim("txt", text.toString());
  }

  /** A bar a sample, the oldest first. */
  private void graph(CommandContext context) {
    String event = context.request().text(2);
    List<LatencyMonitor.Sample> samples = monitor.history(event);
    if (samples.isEmpty()) {
      context.reply().error("ERR No samples available for event '" + event + "'");
      return;
    }
    long max = 1;
    for (LatencyMonitor.Sample sample : samples) {
      max = Math.max(max, sample.millis());
    }
    StringBuilder text = new StringBuilder();
    text.append(event).append(" - high ").append(max).append(" ms\n");
    for (LatencyMonitor.Sample sample : samples) {
      int bar = (int) (sample.millis() * 60 / max);
      text.append(sample.unixSeconds()).append(' ').append("#".repeat(Math.max(1, bar)));
      text.append(' ').append(sample.millis()).append(" ms\n");
    }
    context.reply().verbatim("txt", text.toString());
  }

  private void histogram(CommandContext context) {
    List<Command> commands = new ArrayList<>();
    if (context.count() == 2) {
      commands.addAll(table.withSubcommands());
    }
    for (int i = 2; i < context.count(); i++) {
      Command named = table.byName(context.request().text(i).toLowerCase(Locale.ROOT));
      if (named != null) {
        commands.add(named);
        commands.addAll(named.subcommands());
      }
    }
    commands.removeIf(each -> latencies.histogram(each).total() == 0);
    context.reply().map(commands.size());
    for (Command each : commands) {
      write(context.reply(), each.name(), latencies.histogram(each));
    }
  }

  private static void write(ReplyWriter reply, String name, LatencyHistogram histogram) {
    reply.bulk(name);
    reply.map(2);
    reply.bulk("calls");
    reply.integer(histogram.total());
    reply.bulk("histogram_usec");
    List<long[]> buckets = new ArrayList<>();
    histogram.forEachDoubling((micros, count) -> buckets.add(new long[] {micros, count}));
    reply.map(buckets.size());
    for (long[] bucket : buckets) {
      reply.integer(bucket[0]);
      reply.integer(bucket[1]);
    }
  }

  private void help(CommandContext context) {
    HelpText.reply(
        context.reply(),
        "LATENCY",
        List.of(
            "DOCTOR",
            "    Return a human readable latency analysis report.",
            "GRAPH <event>",
            "    Return an ASCII latency graph for the <event> class.",
            "HISTORY <event>",
            "    Return time-latency samples for the <event> class.",
            "LATEST",
            "    Return the latest latency samples for all events.",
            "RESET [<event> ...]",
            "    Reset latency data of one or more <event> classes.",
            "    (default: reset all data for all event classes)",
            "HISTOGRAM [COMMAND ...]",
            "    Return a cumulative distribution of latencies in the format of a histogram for"
                + " the specified command names.",
            "    If no commands are specified then all histograms are replied."));
  }
}
