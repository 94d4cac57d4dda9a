package dev.redwing.dataplane.server;

import dev.redwing.dataplane.env.ProcessUsage;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.stats.Counters;
import dev.redwing.dataplane.stats.MemoryFacts;
import java.util.function.LongSupplier;

/** {@link MemoryFacts} from the arena, the process and the clients' buffers. */
final class MemoryReport implements MemoryFacts {
  private final Keyspace keyspace;
  private final ProcessUsage usage;
  private final Counters counters;
  private final ClientPeaks peaks;
  private final LongSupplier backlogBytes;
  private final LongSupplier aofBufferBytes;
  private final long startupBytes;

  MemoryReport(
      Keyspace keyspace,
      ProcessUsage usage,
      Counters counters,
      ClientPeaks peaks,
      LongSupplier backlogBytes,
      LongSupplier aofBufferBytes) {
    this.keyspace = keyspace;
    this.usage = usage;
    this.counters = counters;
    this.peaks = peaks;
    this.backlogBytes = backlogBytes;
    this.aofBufferBytes = aofBufferBytes;
    startupBytes = keyspace.usedMemoryBytes();
  }

  /** Called by cron: the peak is of what was seen. */
  void sample() {
    counters.usedMemoryPeakBytes = Math.max(counters.usedMemoryPeakBytes, used());
  }

  @Override
  public long used() {
    return keyspace.usedMemoryBytes();
  }

  @Override
  public long resident() {
    return usage.residentBytes();
  }

  @Override
  public long peak() {
    sample();
    return counters.usedMemoryPeakBytes;
  }

  @Override
  public long overhead() {
    long slots = 0;
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      slots += keyspace.database(i).size() + keyspace.database(i).expiresSize();
    }
    return Math.min(used(), startupBytes + slots * Long.BYTES);
  }

  @Override
  public long startup() {
    return startupBytes;
  }

  @Override
  public long allocated() {
    return keyspace.arena().usedBytes();
  }

  @Override
  public long active() {
    return keyspace.arena().residentBytes() - keyspace.arena().idleBytes();
  }

  @Override
  public long allocatorResident() {
    return keyspace.arena().residentBytes();
  }

  @Override
  public long systemTotal() {
    return usage.availableMemoryBytes();
  }

  @Override
  public long replicationBacklog() {
    return backlogBytes.getAsLong();
  }

  @Override
  public long replicaBuffers() {
    return peaks.replicaBytes();
  }

  @Override
  public long normalClientBuffers() {
    return peaks.normalBytes();
  }

  @Override
  public long aofBuffer() {
    return aofBufferBytes.getAsLong();
  }

  @Override
  public long lazyFreePendingObjects() {
    return keyspace.pendingFrees();
  }
}
