package dev.redwing.dataplane.env;

import java.util.function.Consumer;

/**
 * Work that must not hold up the command loop: writing a snapshot, an fsync, a name lookup. It runs
 * on a thread of its own and reports back on the loop.
 */
public interface BackgroundJobs {
  /**
   * Starts {@code work} at once; {@code whenDone} hears of the outcome on the command loop, exactly
   * once, also after {@link Job#cancel}.
   */
  <T> Job start(String name, Work<T> work, Consumer<Outcome<T>> whenDone);

  /** What runs in the background. */
  interface Work<T> {
    T run(Progress progress) throws Exception;
  }

  /** A running job as its own thread sees it. */
  interface Progress {
    /** Whether the job should give up soon, by any exception or result. */
    boolean cancelled();

    /** Runs {@code report} on the command loop, before the job's outcome. */
    void onLoop(Runnable report);
  }

  /** A running job as the command loop sees it. */
  interface Job {
    /** Asks it to stop; {@code whenDone} still comes. */
    void cancel();

    boolean isDone();
  }

  /** How a job ended. */
  sealed interface Outcome<T> {
    /** It returned {@code value}. */
    record Done<T>(T value) implements Outcome<T> {}

    /** It threw {@code cause}. */
    record Failed<T>(Throwable cause) implements Outcome<T> {}
  }
}
