package dev.redwing.dataplane.stats;

import java.util.Arrays;

/** A counter's growth per second, averaged over the last samples, as Redis shows it. */
final class InstantaneousRate {
  private static final int SAMPLES = 16;

  private final long[] perSecond = new long[SAMPLES];
  private int next;
  private long lastCount;
  private long lastMillis;

  void sample(long count, long nowMillis) {
    long elapsedMillis = nowMillis - lastMillis;
    // Less than before: the counter was reset.
    long grown = Math.max(0, count - lastCount);
    boolean first = lastMillis == 0;
    perSecond[next] = first || elapsedMillis <= 0 ? 0 : grown * 1000 / elapsedMillis;
    next = (next + 1) % SAMPLES;
    lastCount = count;
    lastMillis = nowMillis;
  }

  long perSecond() {
    long sum = 0;
    for (long each : perSecond) {
      sum += each;
    }
    return sum / SAMPLES;
  }

  void reset() {
    Arrays.fill(perSecond, 0);
    next = 0;
    lastCount = 0;
    lastMillis = 0;
  }
}
