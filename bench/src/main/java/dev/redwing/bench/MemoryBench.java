package dev.redwing.bench;

import java.io.IOException;
import java.util.List;

/** Resident memory: of the empty process, and for each key of a given value size. */
final class MemoryBench {
  private static final double BYTES_PER_KEY_AT_MOST = 0.65;
  private static final long EMPTY_BYTES_AT_MOST = 70L << 20;
  private static final int BATCH = 1_000;

  /** The budget is for values up to this size: of larger ones little is left to save. */
  private static final int BUDGETED_VALUE_BYTES = 64;

  private final Field field;
  private final Report report;
  private final int keys;

  MemoryBench(Field field, Report report, int keys) {
    this.field = field;
    this.report = report;
    this.keys = keys;
  }

  void run() throws IOException {
    report.title(
        "Memory: %d keys of 16 bytes, resident bytes above the empty process".formatted(keys));
    report.line("%-12s %10s %10s %6s", "", "redis", "ours", "ratio");
    for (int valueBytes : List.of(32, 64, 240)) {
      try (Contestant redis = field.redis();
          Contestant ours = field.ours()) {
        if (valueBytes == 32) {
          long empty = ours.residentAtRest();
          report.line(
              "%-12s %8d M %8d M %6s %s",
              "empty",
              redis.residentAtRest() >> 20,
              empty >> 20,
              "",
              report.verdict(empty <= EMPTY_BYTES_AT_MOST));
        }
        double a = bytesPerKey(redis, valueBytes);
        double b = bytesPerKey(ours, valueBytes);
        report.line(
            "%-12s %10.1f %10.1f %5.2fx %s",
            "value " + valueBytes,
            a,
            b,
            b / a,
            valueBytes <= BUDGETED_VALUE_BYTES
                ? report.verdict(b / a <= BYTES_PER_KEY_AT_MOST)
                : "(no budget)");
      }
    }
  }

  private double bytesPerKey(Contestant contestant, int valueBytes) throws IOException {
    // A first, small load lets the compiler and the buffers settle: they are not per key.
    Filler.fill(contestant.target(), 100_000, valueBytes, BATCH);
    contestant.target().clear();
    long before = contestant.residentAtRest();
    Filler.fill(contestant.target(), keys, valueBytes, BATCH);
    return (double) (contestant.residentAtRest() - before) / keys;
  }
}
