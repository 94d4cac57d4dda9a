package dev.redwing.dataplane.env;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Background jobs that run on the test's own thread, when it says so. */
public final class ManualJobs implements BackgroundJobs {
  private final ArrayDeque<ManualJob<?>> waiting = new ArrayDeque<>();

  @Override
  public <T> Job start(String name, Work<T> work, Consumer<Outcome<T>> whenDone) {
    ManualJob<T> job = new ManualJob<>(name, work, whenDone);
    waiting.add(job);
    return job;
  }

  /** Names of the jobs that were started and have not run. */
  public List<String> waiting() {
    List<String> names = new ArrayList<>();
    waiting.forEach(job -> names.add(job.name));
    return names;
  }

  /** Runs every job that waits, also those that they start. */
  public void runAll() {
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
  }

  private static final class ManualJob<T> implements Job, Progress {
    private final String name;
    private final Work<T> work;
    private final Consumer<Outcome<T>> whenDone;
    private boolean cancelled;
    private boolean done;

    private ManualJob(String name, Work<T> work, Consumer<Outcome<T>> whenDone) {
      this.name = name;
      this.work = work;
      this.whenDone = whenDone;
    }

    private void run() {
      Outcome<T> outcome;
      try {
        outcome = new Outcome.Done<>(work.run(this));
      } catch (Exception e) {
        outcome = new Outcome.Failed<>(e);
      }
      done = true;
      whenDone.accept(outcome);
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public boolean commit(Step step) throws IOException {
      if (cancelled) {
        return false;
      }
      step.run();
      return true;
    }

    @Override
    public boolean isDone() {
      return done;
    }

    @Override
    public boolean cancelled() {
      return cancelled;
    }

    @Override
    public void onLoop(Runnable report) {
      report.run();
    }
  }
}
