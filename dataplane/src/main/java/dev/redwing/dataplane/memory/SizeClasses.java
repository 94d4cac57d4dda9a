package dev.redwing.dataplane.memory;

/**
 * Which block sizes slabs come in: steps of 8 bytes up to 128, then 8 classes a doubling up to 256
 * KiB, so that a block is never more than an eighth larger than asked for.
 */
final class SizeClasses {
  /** Larger blocks are runs of whole pages. */
  static final int MAX_BYTES = 256 * 1024;

  private static final int STEP_BYTES = 8;
  private static final int LINEAR_MAX_BYTES = 128;
  private static final int LINEAR_COUNT = LINEAR_MAX_BYTES / STEP_BYTES;
  private static final int LINEAR_MAX_LOG = 7;
  private static final int PER_DOUBLING_LOG = 3;
  private static final int PER_DOUBLING = 1 << PER_DOUBLING_LOG;

  static final int COUNT = of(MAX_BYTES) + 1;

  /** A run's unusable tail is at most this part of it, if any length of run allows that. */
  private static final int TAIL_PART = 64;

  private static final int MIN_BLOCKS_PER_RUN = 8;
  private static final int MAX_PAGES_PER_RUN = 48;

  private SizeClasses() {}

  /** The smallest class whose blocks hold {@code sizeBytes}, from 1 to {@link #MAX_BYTES}. */
  static int of(long sizeBytes) {
    if (sizeBytes <= LINEAR_MAX_BYTES) {
      return (int) ((sizeBytes + STEP_BYTES - 1) >>> 3) - 1;
    }
    long last = sizeBytes - 1;
    int log = 63 - Long.numberOfLeadingZeros(last);
    int step = (int) (last >>> (log - PER_DOUBLING_LOG)) & (PER_DOUBLING - 1);
    return LINEAR_COUNT + (log - LINEAR_MAX_LOG) * PER_DOUBLING + step;
  }

  /** Size of the blocks of a class. */
  static int blockBytes(int sizeClass) {
    if (sizeClass < LINEAR_COUNT) {
      return (sizeClass + 1) * STEP_BYTES;
    }
    int log = LINEAR_MAX_LOG + (sizeClass - LINEAR_COUNT) / PER_DOUBLING;
    int step = (sizeClass - LINEAR_COUNT) % PER_DOUBLING;
    return (PER_DOUBLING + step + 1) << (log - PER_DOUBLING_LOG);
  }

  /** Length of the runs a class is cut from: short, but with a small unusable tail. */
  static int pagesPerRun(int sizeClass) {
    int blockBytes = blockBytes(sizeClass);
    int best = 0;
    long bestWaste = Long.MAX_VALUE;
    for (int pages = 1; pages <= MAX_PAGES_PER_RUN; pages++) {
      long runBytes = (long) pages * PageHeap.PAGE_BYTES;
      if (runBytes / blockBytes < MIN_BLOCKS_PER_RUN) {
        continue;
      }
      long tail = runBytes % blockBytes;
      if (tail * TAIL_PART <= runBytes) {
        return pages;
      }
      long wasteInMillionths = tail * 1_000_000 / runBytes;
      if (wasteInMillionths < bestWaste) {
        bestWaste = wasteInMillionths;
        best = pages;
      }
    }
    return best;
  }
}
