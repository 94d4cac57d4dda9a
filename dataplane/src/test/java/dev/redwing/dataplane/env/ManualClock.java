package dev.redwing.dataplane.env;

/** A clock that stands still until it is told otherwise. */
public final class ManualClock implements Clock {
  private long nanos;

  /** Starts at {@code wallMillis} after 1970. */
  public ManualClock(long wallMillis) {
    nanos = wallMillis * 1_000_000;
  }

  public void advanceMillis(long millis) {
    nanos += millis * 1_000_000;
  }

  @Override
  public long wallMillis() {
    return nanos / 1_000_000;
  }

  @Override
  public long wallMicros() {
    return nanos / 1_000;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }
}
