package dev.redwing.bench;

import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.env.SplitMixRandom;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.NativeMemory;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/**
 * The keyspace alone, without a server around it: bytes a key, nanoseconds an operation with and
 * without the prefetch passes, the worst pause while it grows, and what a snapshot costs under
 * writes.
 */
final class KeyspaceBench {
  private static final int KEY_BYTES = 16;
  private static final int BATCH = 64;
  private static final long RESERVE_BYTES = 1L << 36;

  private final PrintStream out;
  private final int keyCount;
  private final int valueBytes;
  private final Arena arena;
  private final Keyspace keyspace;
  private final Database database;
  private final long keyBuffer;
  private final long value;
  private final long[] hashes = new long[BATCH];
  private long sink;

  private KeyspaceBench(PrintStream out, int keyCount, int valueBytes) {
    this.out = out;
    this.keyCount = keyCount;
    this.valueBytes = valueBytes;
    arena = Arena.create(RESERVE_BYTES, false);
    keyspace = new Keyspace(arena, 16, System::nanoTime, 1);
    database = keyspace.database(0);
    java.lang.foreign.Arena buffers = java.lang.foreign.Arena.ofAuto();
    keyBuffer = buffers.allocate(BATCH * KEY_BYTES).address();
    value = buffers.allocate(Math.max(1, valueBytes)).address();
    NativeMemory.fill(value, valueBytes, (byte) 'v');
  }

  /** Arguments: number of keys, bytes of a value. */
  public static void main(String[] arguments) {
    int keyCount = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000_000;
    int valueBytes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 64;
    new KeyspaceBench(System.out, keyCount, valueBytes).run();
  }

  private void run() {
    out.printf("%,d keys of %d bytes, values of %d%n", keyCount, KEY_BYTES, valueBytes);
    long before = ProcessStats.proportionalBytes(ProcessHandle.current().pid());
    grow();
    long after = ProcessStats.proportionalBytes(ProcessHandle.current().pid());
    out.printf(
        "bytes a key: used %.1f, arena resident %.1f, process %.1f%n",
        (double) arena.usedBytes() / keyCount,
        (double) arena.residentBytes() / keyCount,
        (double) (after - before) / keyCount);
    for (int round = 0; round < 2; round++) {
      get(false);
      get(true);
      set(false);
      set(true);
      miss();
    }
    snapshot(20_000);
    snapshot(100_000);
    snapshot(Integer.MAX_VALUE);
    flush();
  }

  private void key(int slot, long number) {
    long address = keyBuffer + (long) slot * KEY_BYTES;
    NativeMemory.putLong(address, 0x3a79656bL << 32 | 0x30303030L);
    long rest = number;
    for (int i = KEY_BYTES - 1; i >= 8; i--) {
      NativeMemory.putByte(address + i, (byte) ('0' + rest % 10));
      rest /= 10;
    }
    hashes[slot] = Database.hash(address, KEY_BYTES);
  }

  private void grow() {
    Histogram histogram = new Histogram(3);
    long began = System.nanoTime();
    for (int i = 0; i < keyCount; i++) {
      key(0, i);
      long start = System.nanoTime();
      set(0);
      histogram.recordValue(System.nanoTime() - start);
    }
    long took = System.nanoTime() - began;
    out.printf(
        "grow: %d ns a key, p99.9 %.1f us, p99.999 %.1f us, worst %.2f ms%n",
        took / keyCount,
        histogram.getValueAtPercentile(99.9) / 1e3,
        histogram.getValueAtPercentile(99.999) / 1e3,
        histogram.getMaxValue() / 1e6);
  }

  private void set(int slot) {
    sink +=
        database
            .strings()
            .set(
                hashes[slot],
                keyBuffer + (long) slot * KEY_BYTES,
                KEY_BYTES,
                value,
                valueBytes,
                Entry.NO_EXPIRY,
                0);
  }

  private void get(int slot) {
    long ref = database.lookup(hashes[slot], keyBuffer + (long) slot * KEY_BYTES, KEY_BYTES, 0);
    if (ref != 0) {
      sink += NativeMemory.getLong(Entry.valueAddress(database.address(ref)));
    }
  }

  private void fillBatch(RandomSource random, boolean passes, long offset) {
    for (int j = 0; j < BATCH; j++) {
      key(j, offset + random.nextInt(keyCount));
    }
    if (passes) {
      for (int j = 0; j < BATCH; j++) {
        sink += database.touchSlots(hashes[j]);
      }
      for (int j = 0; j < BATCH; j++) {
        sink += database.touchEntry(hashes[j]);
      }
    }
  }

  private void get(boolean passes) {
    RandomSource random = new SplitMixRandom(3);
    long began = System.nanoTime();
    for (int i = 0; i < keyCount; i += BATCH) {
      fillBatch(random, passes, 0);
      for (int j = 0; j < BATCH; j++) {
        get(j);
      }
    }
    report(passes ? "get, in passes" : "get", began);
  }

  private void set(boolean passes) {
    RandomSource random = new SplitMixRandom(4);
    long began = System.nanoTime();
    for (int i = 0; i < keyCount; i += BATCH) {
      fillBatch(random, passes, 0);
      for (int j = 0; j < BATCH; j++) {
        set(j);
      }
    }
    report(passes ? "set, in passes" : "set", began);
  }

  private void miss() {
    RandomSource random = new SplitMixRandom(5);
    long began = System.nanoTime();
    for (int i = 0; i < keyCount; i += BATCH) {
      fillBatch(random, false, keyCount);
      for (int j = 0; j < BATCH; j++) {
        get(j);
      }
    }
    report("get of what is not there", began);
  }

  private void report(String what, long began) {
    out.printf("%s: %d ns%n", what, (System.nanoTime() - began) / keyCount);
  }

  private void snapshot(int writesPerSecond) {
    while (keyspace.doWork(0)) {
      // What an earlier one left.
    }
    long usedBefore = arena.usedBytes();
    long residentBefore = ProcessStats.proportionalBytes(ProcessHandle.current().pid());
    long openBegan = System.nanoTime();
    KeyspaceSnapshot snapshot = keyspace.openSnapshot();
    long openTook = System.nanoTime() - openBegan;
    long[] seen = new long[2];
    CompletableFuture<Void> reader =
        CompletableFuture.runAsync(
            () ->
                snapshot.forEach(
                    0,
                    entry -> {
                      seen[0]++;
                      seen[1] += slowly(entry);
                    }));
    Histogram histogram = new Histogram(3);
    RandomSource random = new SplitMixRandom(6);
    long writes = 0;
    long peak = 0;
    long began = System.nanoTime();
    while (!reader.isDone()) {
      if ((System.nanoTime() - began) * (double) writesPerSecond / 1e9 < writes) {
        Thread.onSpinWait();
        continue;
      }
      key(0, random.nextInt(keyCount));
      long start = System.nanoTime();
      set(0);
      histogram.recordValue(System.nanoTime() - start);
      writes++;
      if (writes % 1000 == 0) {
        keyspace.doWork(0);
        peak = Math.max(peak, arena.usedBytes());
      }
    }
    long took = System.nanoTime() - began;
    reader.join();
    long residentAfter = ProcessStats.proportionalBytes(ProcessHandle.current().pid());
    long closeBegan = System.nanoTime();
    snapshot.close();
    long closeTook = System.nanoTime() - closeBegan;
    out.printf(
        "snapshot: opened in %d us, %,d keys read in %d ms, closed in %d us; %,d writes, worst"
            + " %.2f ms, p99.9 %.1f us; used +%.1f %%, resident +%.1f %%%n",
        openTook / 1000,
        seen[0],
        took / 1_000_000,
        closeTook / 1000,
        writes,
        histogram.getMaxValue() / 1e6,
        histogram.getValueAtPercentile(99.9) / 1e3,
        (Math.max(peak, arena.usedBytes()) - usedBefore) * 100.0 / usedBefore,
        (residentAfter - residentBefore) * 100.0 / residentBefore);
    sink += seen[1];
  }

  /** About what writing an entry to an RDB costs. */
  private static long slowly(long entry) {
    long hash = Database.hash(Entry.keyAddress(entry), Entry.keyLength(entry));
    for (int i = 0; i < 8; i++) {
      hash += Database.hash(Entry.valueAddress(entry), Entry.valueLength(entry)) * i;
    }
    return hash;
  }

  private void flush() {
    long began = System.nanoTime();
    keyspace.flushAll(true);
    long worst = System.nanoTime() - began;
    long start;
    boolean more;
    do {
      start = System.nanoTime();
      more = keyspace.doWork(0);
      worst = Math.max(worst, System.nanoTime() - start);
    } while (more);
    arena.releaseUnused();
    out.printf(
        "flush in slices: %d ms in all, worst slice %.2f ms; used %d, resident %d, sink %d%n",
        (System.nanoTime() - began) / 1_000_000,
        worst / 1e6,
        arena.usedBytes(),
        arena.residentBytes(),
        sink & 1);
  }
}
