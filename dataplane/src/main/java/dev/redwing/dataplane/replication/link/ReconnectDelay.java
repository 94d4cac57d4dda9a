package dev.redwing.dataplane.replication.link;

/** How long to wait before the next attempt: nothing, then ever longer, but never long. */
final class ReconnectDelay {
  private static final long FIRST_MILLIS = 125;
  private static final long MAX_MILLIS = 1000;

  private long nextMillis;

  /** How long to wait now. */
  long next() {
    long delay = nextMillis;
    nextMillis = delay == 0 ? FIRST_MILLIS : Math.min(MAX_MILLIS, 2 * delay);
    return delay;
  }

  /** It worked: the next break is tried again at once. */
  void reset() {
    nextMillis = 0;
  }
}
