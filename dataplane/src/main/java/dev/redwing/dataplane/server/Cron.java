package dev.redwing.dataplane.server;

import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What has to be done again and again, on the loop: {@code hz} times a second, or less often. */
public final class Cron {
  private static final int MILLIS_PER_SECOND = 1000;

  /** With dynamic-hz a tick has no more clients than this to look after, as in Redis. */
  private static final int CLIENTS_PER_TICK = 200;

  private static final int MAX_HZ = 500;

  private final Config config;
  private final Clock clock;
  private final Timers timers;
  private final IntSupplier clients;
  private final List<Task> tasks = new ArrayList<>();
  private Timers.@Nullable Timer next;
  private boolean running;
  private boolean paused;

  private static final class Task {
    final long periodMillis;
    final LongConsumer work;
    long dueMillis;

    Task(long periodMillis, LongConsumer work) {
      this.periodMillis = periodMillis;
      this.work = work;
    }
  }

  /** {@code clients} is how many there are. */
  public Cron(Config config, Clock clock, Timers timers, IntSupplier clients) {
    this.config = config;
    this.clock = clock;
    this.timers = timers;
    this.clients = clients;
  }

  /** Ticks a second, as they are now. */
  int hz() {
    int hz = config.hz();
    if (config.dynamicHz()) {
      while (clients.getAsInt() / hz > CLIENTS_PER_TICK && hz < MAX_HZ) {
        hz = Math.min(MAX_HZ, 2 * hz);
      }
    }
    return hz;
  }

  /** Calls {@code work} with the wall clock's milliseconds at every tick. */
  public void everyTick(LongConsumer work) {
    every(0, work);
  }

  /** Calls {@code work} with the wall clock's milliseconds each {@code periodMillis}. */
  public void every(long periodMillis, LongConsumer work) {
    tasks.add(new Task(periodMillis, work));
  }

  void start() {
    running = true;
    schedule();
  }

  void stop() {
    running = false;
    if (next != null) {
      next.cancel();
    }
  }

  /** DEBUG PAUSE-CRON. */
  void setPaused(boolean paused) {
    this.paused = paused;
  }

  private void schedule() {
    next = timers.after(MILLIS_PER_SECOND / hz(), this::tick);
  }

  private void tick() {
    if (!running) {
      return;
    }
    long nowMillis = clock.wallMillis();
    if (!paused) {
      runDue(nowMillis);
    }
    schedule();
  }

  private void runDue(long nowMillis) {
    for (Task task : tasks) {
      // A clock that was set back must not silence a task until it has caught up.
      boolean setBack = task.dueMillis - nowMillis > task.periodMillis;
      if (nowMillis >= task.dueMillis || setBack) {
        task.dueMillis = nowMillis + task.periodMillis;
        task.work.accept(nowMillis);
      }
    }
  }
}
