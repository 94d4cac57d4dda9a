package dev.redwing.dataplane.env;

import java.time.Instant;

/** The machine's clock. */
public final class SystemClock implements Clock {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long NANOS_PER_MICRO = 1_000;

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public long wallMicros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * MICROS_PER_SECOND + now.getNano() / NANOS_PER_MICRO;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }
}
