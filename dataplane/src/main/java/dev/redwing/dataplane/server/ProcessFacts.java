package dev.redwing.dataplane.server;

import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.replication.ReplicationId;
import dev.redwing.dataplane.stats.ServerSection;

/** What INFO server says of this process. */
final class ProcessFacts implements ServerSection.Facts {
  private static final long LRU_CLOCK_MASK = (1 << 24) - 1;

  private final Cron cron;
  private final Clock clock;
  private final String transport;
  private final Shutdown shutdown;
  private final String runId;
  private final long startedMillis;
  private final String executable;

  ProcessFacts(Cron cron, Clock clock, RandomSource random, String transport, Shutdown shutdown) {
    this.cron = cron;
    this.clock = clock;
    this.transport = transport;
    this.shutdown = shutdown;
    this.runId = random.nextHex(ReplicationId.LENGTH);
    this.startedMillis = clock.wallMillis();
    this.executable = ProcessHandle.current().info().command().orElse("");
  }

  @Override
  public String runId() {
    return runId;
  }

  @Override
  public String transport() {
    return transport;
  }

  @Override
  public long processId() {
    return ProcessHandle.current().pid();
  }

  @Override
  public String executable() {
    return executable;
  }

  @Override
  public long wallMicros() {
    return clock.wallMillis() * 1000;
  }

  @Override
  public long startedMillis() {
    return startedMillis;
  }

  @Override
  public long lruClock() {
    return clock.wallMillis() / 1000 & LRU_CLOCK_MASK;
  }

  @Override
  public int hz() {
    return cron.hz();
  }

  @Override
  public long shutdownInMillis() {
    return shutdown.waitsForMillis();
  }
}
