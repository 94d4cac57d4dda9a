package dev.redwing.dataplane.env;

/** Runs things later, on the command loop. */
public interface Timers {
  /** Runs {@code task} on the command loop once, {@code delayMillis} from now or a little later. */
  Timer after(long delayMillis, Runnable task);

  /** A task that waits for its time. */
  interface Timer {
    /** Does nothing when the task has run already. */
    void cancel();
  }
}
