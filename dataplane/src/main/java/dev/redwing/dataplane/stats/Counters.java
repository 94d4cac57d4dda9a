package dev.redwing.dataplane.stats;

/**
 * What has happened since the start or CONFIG RESETSTAT. Plain fields of the command loop: counting
 * is an addition to a field, by whoever sees the event.
 */
public final class Counters {
  public long connectionsReceived;
  public long connectionsRejected;
  public long commandsProcessed;
  public long netInputBytes;
  public long netOutputBytes;
  public long netReplInputBytes;
  public long netReplOutputBytes;
  public long readsProcessed;
  public long writesProcessed;
  public long syncFull;
  public long syncPartialOk;
  public long syncPartialErr;
  public long expireCycleNanos;
  public long evictedClients;
  public long evictionExceededMicros;
  public long snapshots;
  public long errorReplies;
  public long unexpectedErrorReplies;
  public long dumpPayloadSanitizations;
  public long rdbSaves;
  public long aofRewrites;
  public long lazyFreedObjects;
  public long usedMemoryPeakBytes;

  /** How long the last snapshot took to open, what Redis calls a fork. */
  public long latestForkMicros;

  private final InstantaneousRate commands = new InstantaneousRate();
  private final InstantaneousRate netInput = new InstantaneousRate();
  private final InstantaneousRate netOutput = new InstantaneousRate();
  private final InstantaneousRate netReplInput = new InstantaneousRate();
  private final InstantaneousRate netReplOutput = new InstantaneousRate();

  /** Called by cron every 100 ms. */
  public void sample(long nowMillis) {
    commands.sample(commandsProcessed, nowMillis);
    netInput.sample(netInputBytes + netReplInputBytes, nowMillis);
    netOutput.sample(netOutputBytes + netReplOutputBytes, nowMillis);
    netReplInput.sample(netReplInputBytes, nowMillis);
    netReplOutput.sample(netReplOutputBytes, nowMillis);
  }

  public long commandsPerSecond() {
    return commands.perSecond();
  }

  public long netInputBytesPerSecond() {
    return netInput.perSecond();
  }

  public long netOutputBytesPerSecond() {
    return netOutput.perSecond();
  }

  public long netReplInputBytesPerSecond() {
    return netReplInput.perSecond();
  }

  public long netReplOutputBytesPerSecond() {
    return netReplOutput.perSecond();
  }

  /** CONFIG RESETSTAT. */
  public void reset() {
    connectionsReceived = 0;
    connectionsRejected = 0;
    commandsProcessed = 0;
    netInputBytes = 0;
    netOutputBytes = 0;
    netReplInputBytes = 0;
    netReplOutputBytes = 0;
    readsProcessed = 0;
    writesProcessed = 0;
    syncFull = 0;
    syncPartialOk = 0;
    syncPartialErr = 0;
    expireCycleNanos = 0;
    evictedClients = 0;
    evictionExceededMicros = 0;
    snapshots = 0;
    errorReplies = 0;
    unexpectedErrorReplies = 0;
    dumpPayloadSanitizations = 0;
    rdbSaves = 0;
    aofRewrites = 0;
    lazyFreedObjects = 0;
    usedMemoryPeakBytes = 0;
    latestForkMicros = 0;
    commands.reset();
    netInput.reset();
    netOutput.reset();
    netReplInput.reset();
    netReplOutput.reset();
  }
}
