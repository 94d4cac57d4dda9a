package dev.redwing.dataplane.server;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.command.Command;
import dev.redwing.dataplane.command.CommandObserver;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.resp.Request;
import dev.redwing.dataplane.stats.Counters;
import dev.redwing.dataplane.stats.ErrorStats;
import dev.redwing.dataplane.stats.SlowLog;

/** Feeds what the dispatcher did into counters, error statistics and the slow log. */
final class CommandStatistics implements CommandObserver {
  private static final long NANOS_PER_MICRO = 1000;

  /** Far beyond what quick commands take that are timed together. */
  private static final long LOW_THRESHOLD_MICROS = 1000;

  private final Config config;
  private final Clock clock;
  private final Counters counters;
  private final ErrorStats errors;
  private final SlowLog slowLog;

  CommandStatistics(
      Config config, Clock clock, Counters counters, ErrorStats errors, SlowLog slowLog) {
    this.config = config;
    this.clock = clock;
    this.counters = counters;
    this.errors = errors;
    this.slowLog = slowLog;
  }

  @Override
  public void executed(
      Client client, Command command, Request request, long durationNanos, int calls) {
    counters.commandsProcessed += calls;
    long thresholdMicros = config.slowlogLogSlowerThanMicros();
    if (thresholdMicros >= 0
        && durationNanos >= thresholdMicros * NANOS_PER_MICRO
        && !command.is(Flag.SKIP_SLOWLOG)) {
      addToSlowLog(client, request, durationNanos);
    }
  }

  /** Several quick commands together may take what a low threshold is meant to find. */
  @Override
  public boolean wantsEachDuration() {
    long thresholdMicros = config.slowlogLogSlowerThanMicros();
    return thresholdMicros >= 0 && thresholdMicros < LOW_THRESHOLD_MICROS;
  }

  private void addToSlowLog(Client client, Request request, long durationNanos) {
    slowLog.add(
        clock.wallMillis() / 1000,
        durationNanos / NANOS_PER_MICRO,
        new RequestArguments(request),
        client.address(),
        client.name(),
        config.slowlogMaxLen());
  }

  @Override
  public void errorReplied(String text) {
    counters.errorReplies++;
    errors.count(text);
  }

  private record RequestArguments(Request request) implements SlowLog.Arguments {
    @Override
    public int count() {
      return request.count();
    }

    @Override
    public int length(int index) {
      return request.length(index);
    }

    @Override
    public String text(int index, int length) {
      return request.text(index, length);
    }

    @Override
    public boolean isSecret(int index) {
      // A password can be anywhere behind these.
      return index > 0 && (request.is(0, "AUTH") || request.is(0, "HELLO"));
    }
  }
}
