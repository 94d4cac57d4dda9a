package dev.redwing.dataplane.stats;

/** What is known of memory, in bytes; INFO memory and MEMORY STATS are made of it. */
public interface MemoryFacts {
  /** All data and what keeps it: what {@code maxmemory} limits. */
  long used();

  /** What the system gave the process. */
  long resident();

  /** The most {@link #used} there was. */
  long peak();

  /** Of {@link #used} what is not keys and values: tables, buffers, the empty server. */
  long overhead();

  /** {@link #used} of the empty server. */
  long startup();

  /** Blocks handed out by the allocator. */
  long allocated();

  /** Slabs that hold such blocks. */
  long active();

  /** Native memory of the allocator that is resident. */
  long allocatorResident();

  /** Memory of the machine or the container. */
  long systemTotal();

  long replicationBacklog();

  long replicaBuffers();

  long normalClientBuffers();

  long aofBuffer();

  /** Buffers that do not count for eviction. */
  default long notCountedForEviction() {
    return replicaBuffers() + aofBuffer();
  }

  /** Values that are still being freed in slices. */
  long lazyFreePendingObjects();

  /** {@link #overhead} taken away. */
  default long dataset() {
    return Math.max(0, used() - overhead());
  }

  /** The share of the data in what was added since the start, in percent. */
  default double datasetPercent() {
    long net = used() - startup();
    return net <= 0 ? 0 : dataset() * 100.0 / net;
  }

  default double peakPercent() {
    return peak() == 0 ? 0 : used() * 100.0 / peak();
  }
}
