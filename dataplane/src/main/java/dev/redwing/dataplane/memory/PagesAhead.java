package dev.redwing.dataplane.memory;

/**
 * Has the system fill in the memory that a growing heap is about to reach, on a thread that is not
 * the loop's, and in huge pages where the system has them: a first touch costs the loop up to
 * microseconds for each 4 KiB, and the huge page that spares the others a first touch may have to
 * be made by moving memory about, for hundreds of milliseconds.
 *
 * <p>Only the stretch that is filled in is advised to be huge, for as long as that takes: what the
 * heap gives back later is not to be collapsed into huge pages again. A small heap fills in
 * nothing; a larger one at most {@value #MAX_AHEAD_BYTES} bytes, and a part of its size, beyond
 * what is used, as long as it grows.
 */
final class PagesAhead {
  static final long HUGE_BYTES = 2L << 20;

  /** Below this the memory that nobody has asked for would be a good part of the process's. */
  static final long MIN_HEAP_BYTES = 32L << 20;

  static final long MAX_AHEAD_BYTES = 16L << 20;

  /** A heap that has not grown for so long is at rest. */
  static final long REST_NANOS = 5_000_000_000L;

  /** Of the heap, at most so small a part is ahead. */
  private static final int PART = 16;

  private final long end;
  private final BackgroundWork background;

  /** Memory from the heap's top to here is filled in. */
  private long filledTo;

  /** How much is to be ahead: more each time the heap was faster, as one that is being loaded. */
  private long aheadBytes = HUGE_BYTES;

  private boolean underWay;

  /** The system cannot do it. */
  private boolean refused;

  /** The heap's top when {@link #isAtRest} last saw it, and since when. */
  private long seenTop;

  private long seenSinceNanos;

  /** {@code end} is the end of the heap's reservation. */
  PagesAhead(long end, BackgroundWork background) {
    this.end = end;
    this.background = background;
  }

  /**
   * The heap of {@code heapBytes} now ends at the address {@code top}, and is readable and writable
   * to {@code committed}.
   */
  void grownTo(long top, long heapBytes, long committed) {
    if (heapBytes < MIN_HEAP_BYTES || underWay || refused) {
      return;
    }
    if (filledTo != 0 && filledTo < top) {
      aheadBytes *= 2;
    }
    aheadBytes = Math.min(aheadBytes, Math.min(heapBytes / PART, MAX_AHEAD_BYTES));
    if (filledTo - top > aheadBytes / 2) {
      return;
    }
    long from = Math.max(filledTo, hugeBoundary(top));
    long to = hugeBoundary(top + aheadBytes);
    if (from >= to || to > end) {
      return;
    }
    underWay = true;
    long uncommitted = Math.min(committed, from);
    background.start(
        () ->
            SystemMemory.commit(uncommitted, to - uncommitted)
                && SystemMemory.fillIn(from, to - from, HUGE_BYTES),
        done -> filled(done ? to : 0));
  }

  private void filled(long to) {
    underWay = false;
    refused = to == 0;
    filledTo = to;
  }

  private static long hugeBoundary(long address) {
    return (address + HUGE_BYTES - 1) & -HUGE_BYTES;
  }

  /** How far memory beyond the top is readable and writable by now: an address, or 0. */
  long committedTo() {
    return filledTo;
  }

  /** Whether what is filled in behind {@code top} is not needed soon; asked from time to time. */
  boolean isAtRest(long top, long nowNanos) {
    if (top != seenTop) {
      seenTop = top;
      seenSinceNanos = nowNanos;
    }
    return filledTo > top && !underWay && nowNanos - seenSinceNanos >= REST_NANOS;
  }

  /** Forgets what was filled in, which is given back: the heap has come to rest. */
  void rest() {
    filledTo = 0;
    aheadBytes = HUGE_BYTES;
  }

  /**
   * Forgets what was filled in, as the memory behind the top is given back; false if that has to
   * wait, because it is just being filled in.
   */
  boolean forget() {
    if (underWay) {
      return false;
    }
    filledTo = 0;
    return true;
  }
}
