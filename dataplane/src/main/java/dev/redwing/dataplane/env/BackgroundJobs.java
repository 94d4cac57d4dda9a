package dev.redwing.dataplane.env;

import java.io.IOException;
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

  /** The short last part of a job, see {@link Progress#commit}. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  /** A running job as its own thread sees it. */
  interface Progress {
    /** Whether the job should give up soon, by any exception or result. */
    boolean cancelled();

    /** Runs {@code report} on the command loop, before the job's outcome. */
    void onLoop(Runnable report);

    /**
     * Makes the step by which the work takes effect, unless the job was cancelled; whether it did.
     * {@link Job#cancel} waits for a step under way: afterwards it was made, or never will be.
     */
    boolean commit(Step step) throws IOException;
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
