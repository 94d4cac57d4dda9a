package dev.redwing.dataplane.env;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The real {@link BackgroundJobs}: as many threads as jobs, idle ones end after a while. They give
 * way to the loop where there are fewer cores than threads.
 */
public final class ThreadedJobs implements BackgroundJobs, AutoCloseable {
  private static final long IDLE_THREAD_SECONDS = 10;
  private static final long CLOSE_SECONDS = 30;

  private final Executor loop;
  private final ExecutorService threads;
  private final Set<RunningJob<?>> running = ConcurrentHashMap.newKeySet();

  /** {@code loop} runs its tasks on the command loop. */
  public ThreadedJobs(Executor loop) {
    this.loop = loop;
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            factory());
    // The JVM takes ten milliseconds for its first thread of this kind: now rather than on the
    // loop.
    threads.execute(() -> {});
  }

  /** What they do is long and can wait; what clients have asked for cannot. */
  private static ThreadFactory factory() {
    ThreadFactory threads = Thread.ofPlatform().daemon().name("redwing-background-", 0).factory();
    return task ->
        threads.newThread(
            () -> {
              ThreadPriority.toBackground();
              task.run();
            });
  }

  @Override
  public <T> Job start(String name, Work<T> work, Consumer<Outcome<T>> whenDone) {
    RunningJob<T> job = new RunningJob<>(name, work, whenDone, loop);
    running.add(job);
    threads.execute(
        () -> {
          try {
            job.run();
          } finally {
            running.remove(job);
          }
        });
    return job;
  }

  /**
   * Cancels what runs and waits until it has ended: what the jobs read may be unmapped afterwards.
   */
  @Override
  public void close() {
    running.forEach(RunningJob::cancel);
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("background jobs do not end: " + running);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while background jobs end: " + running, e);
    }
  }

  private static final class RunningJob<T> implements Job, Progress, Runnable {
    private final String name;
    private final Work<T> work;
    private final Consumer<Outcome<T>> whenDone;
    private final Executor loop;
    private volatile boolean cancelled;
    private volatile boolean done;

    private RunningJob(String name, Work<T> work, Consumer<Outcome<T>> whenDone, Executor loop) {
      this.name = name;
      this.work = work;
      this.whenDone = whenDone;
      this.loop = loop;
    }

    @Override
    public void run() {
      Thread thread = Thread.currentThread();
      String idleName = thread.getName();
      thread.setName(name);
      Outcome<T> outcome = outcome();
      thread.setName(idleName);
      try {
        loop.execute(
            () -> {
              done = true;
              whenDone.accept(outcome);
            });
      } catch (RejectedExecutionException ended) {
        // The server was closed: there is nobody to hear how it went.
      }
    }

    private Outcome<T> outcome() {
      try {
        return new Outcome.Done<>(work.run(this));
      } catch (Throwable e) {
        return new Outcome.Failed<>(e);
      }
    }

    @Override
    public String toString() {
      return name;
    }

    @Override
    public synchronized void cancel() {
      cancelled = true;
    }

    @Override
    public synchronized boolean commit(Step step) throws IOException {
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
      loop.execute(report);
    }
  }
}
