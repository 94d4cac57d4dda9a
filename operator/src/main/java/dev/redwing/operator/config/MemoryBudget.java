package dev.redwing.operator.config;

/**
 * How a container's memory limit is divided, so that the server answers OOM errors of its own
 * before the kernel kills it.
 *
 * <pre>
 *   limit = heap (fixed, holds no user data)
 *         + buffers (of clients: maxmemory-clients, above which the largest are disconnected)
 *         + base (code, threads, metaspace, libraries)
 *         + headroom (copies made while a snapshot is open, slabs partly used): 1/16 of the limit
 *         + maxmemory
 * </pre>
 */
public record MemoryBudget(long heapBytes, long clientsBytes, long maxmemoryBytes) {
  private static final long MIB = 1L << 20;
  private static final long HEAP_MIN = 32 * MIB;
  private static final long HEAP_MAX = 256 * MIB;
  private static final long CLIENTS_MIN = 32 * MIB;
  private static final long CLIENTS_MAX = 1024 * MIB;
  private static final long BASE = 96 * MIB;

  /** The smallest limit that leaves room for data. */
  public static final long LIMIT_MIN = 256 * MIB;

  /** The heap of a server whose container has no limit. */
  public static final long HEAP_UNLIMITED = 128 * MIB;

  /** Divides a limit of at least {@link #LIMIT_MIN} bytes. */
  public static MemoryBudget of(long limitBytes) {
    if (limitBytes < LIMIT_MIN) {
      throw new IllegalArgumentException("limit " + limitBytes + " is below " + LIMIT_MIN);
    }
    long heap = clamp(limitBytes / 16, HEAP_MIN, HEAP_MAX);
    long clients = clamp(limitBytes / 8, CLIENTS_MIN, CLIENTS_MAX);
    long headroom = limitBytes / 16;
    long rest = limitBytes - heap - clients - BASE - headroom;
    return new MemoryBudget(heap, clients, rest / MIB * MIB);
  }

  private static long clamp(long value, long min, long max) {
    return Math.clamp(value / MIB * MIB, min, max);
  }

  /** The virtual machine's flags: a heap that never grows or shrinks. */
  public String javaOptions() {
    return "-Xms%dm -Xmx%dm".formatted(heapBytes / MIB, heapBytes / MIB);
  }

  /** The flags without a limit. */
  public static String unlimitedJavaOptions() {
    return "-Xms%dm -Xmx%dm".formatted(HEAP_UNLIMITED / MIB, HEAP_UNLIMITED / MIB);
  }
}
