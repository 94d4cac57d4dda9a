package dev.redwing.dataplane.stats;

import java.util.Arrays;

/**
 * How often which duration was seen, from 1 ns to 1 s, exact to two decimal digits.
 *
 * <p>The layout of an HDR histogram (hdrhistogram.org), so that the numbers are those of Redis,
 * which uses one: buckets that double in width, each of {@value #SUB_BUCKETS} equal parts of which
 * the lower half belongs to the bucket before. Recording is a shift and an addition; the counts are
 * allocated with the first value.
 */
public final class LatencyHistogram {
  private static final int SUB_BUCKETS = 256;
  private static final int HALF = SUB_BUCKETS / 2;
  private static final int HALF_BITS = 7;
  private static final long MAX_NANOS = 1_000_000_000;
  private static final int LENGTH = indexOf(MAX_NANOS) + 1;

  private static final long[] NOTHING = {};

  private long[] counts = NOTHING;
  private long total;

  /** Counts a duration; longer ones than a second count as one. */
  public void record(long nanos) {
    record(nanos, 1);
  }

  /** Counts a duration so many times. */
  public void record(long nanos, int times) {
    if (counts.length == 0) {
      counts = new long[LENGTH];
    }
    counts[indexOf(Math.clamp(nanos, 1, MAX_NANOS))] += times;
    total += times;
  }

  public long total() {
    return total;
  }

  /** The duration that this share of all do not exceed, in nanoseconds; 0 without any. */
  public long percentileNanos(double percentile) {
    if (total == 0) {
      return 0;
    }
    long rank = Math.max(1, (long) (Math.min(percentile, 100) / 100 * total + 0.5));
    long seen = 0;
    for (int index = 0; index < counts.length; index++) {
      seen += counts[index];
      if (seen >= rank) {
        return percentile == 0 ? lowest(index) : highest(index);
      }
    }
    return highest(LENGTH - 1);
  }

  /** Takes the upper bound of a bucket and how many durations are not above it. */
  @FunctionalInterface
  public interface BucketVisitor {
    void bucket(long micros, long cumulativeCount);
  }

  /** Visits buckets that double in width from 1024 ns, leaving out those that add nothing. */
  public void forEachDoubling(BucketVisitor visitor) {
    long seen = 0;
    long before = 0;
    int from = 0;
    for (long level = 1024; seen < total; level *= 2) {
      int last = Math.min(indexOf(level), counts.length - 1);
      for (; from <= last; from++) {
        seen += counts[from];
      }
      if (seen > before) {
        visitor.bucket(highest(indexOf(level)) / 1000, seen);
        before = seen;
      }
    }
  }

  public void reset() {
    Arrays.fill(counts, 0);
    total = 0;
  }

  private static int indexOf(long nanos) {
    int bucket = bucketOf(nanos);
    int sub = (int) (nanos >>> bucket);
    return ((bucket + 1) << HALF_BITS) + sub - HALF;
  }

  private static int bucketOf(long nanos) {
    return Long.SIZE - HALF_BITS - 1 - Long.numberOfLeadingZeros(nanos | (SUB_BUCKETS - 1));
  }

  private static long lowest(int index) {
    int bucket = (index >> HALF_BITS) - 1;
    int sub = (index & (HALF - 1)) + HALF;
    if (bucket < 0) {
      bucket = 0;
      sub -= HALF;
    }
    return (long) sub << bucket;
  }

  private static long highest(int index) {
    long lowest = lowest(index);
    return lowest + (1L << bucketOf(lowest)) - 1;
  }
}
