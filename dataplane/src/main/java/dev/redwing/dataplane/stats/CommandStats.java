package dev.redwing.dataplane.stats;

/** How often one command was called, how long it took and how it ended. */
public interface CommandStats {
  /** {@code get} or {@code config|get}. */
  String fullName();

  long calls();

  /** Time spent in it. */
  long micros();

  /** How often it was refused before it ran: wrong arity, no right, no memory … */
  long rejected();

  /** How often its reply was an error. */
  long failed();

  /** The durations of its calls, counted while {@code latency-tracking} is on. */
  LatencyHistogram latencies();
}
