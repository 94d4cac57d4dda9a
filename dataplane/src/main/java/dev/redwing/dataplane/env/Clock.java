package dev.redwing.dataplane.env;

/** Where time comes from. */
public interface Clock {
  /** Milliseconds since 1970; may jump when somebody sets the clock. */
  long wallMillis();

  /** Microseconds since 1970; may jump when somebody sets the clock. */
  long wallMicros();

  /** Nanoseconds that only ever grow; for durations and deadlines. */
  long nanoTime();

  /** The same in milliseconds. */
  default long monotonicMillis() {
    return nanoTime() / 1_000_000;
  }
}
