package dev.redwing.dataplane.server;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What happens between listening and serving, step by step: loading data, attaching to a master.
 * Meanwhile clients are answered with -LOADING.
 */
public final class Startup {
  private final Deque<Step> steps = new ArrayDeque<>();
  private final Status status;

  /** One of them, run on the loop; it may go on over many turns. */
  public interface Step {
    /** Begins; {@code done} is to be run once, on the loop, now or later. */
    void begin(Runnable done);
  }

  Startup(Status status) {
    this.status = status;
  }

  /** Adds a step behind the others. */
  public void add(Step step) {
    steps.add(step);
  }

  /** Runs all steps, then {@code ready}. */
  void run(Runnable ready) {
    Step step = steps.poll();
    if (step == null) {
      status.setLoading(false);
      ready.run();
    } else {
      step.begin(() -> run(ready));
    }
  }
}
