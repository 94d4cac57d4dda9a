package dev.redwing.dataplane.env;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Timers that run when the test lets their time come. */
public final class ManualTimers implements Timers {
  private final ManualClock clock;
  private final List<Waiting> waiting = new ArrayList<>();

  public ManualTimers(ManualClock clock) {
    this.clock = clock;
  }

  @Override
  public Timer after(long delayMillis, Runnable task) {
    Waiting timer = new Waiting(clock.wallMillis() + delayMillis, task);
    waiting.add(timer);
    return () -> waiting.remove(timer);
  }

  /** Moves the clock and runs what became due, earliest first. */
  public void advanceMillis(long millis) {
    long end = clock.wallMillis() + millis;
    while (true) {
      Waiting next =
          waiting.stream()
              .filter(timer -> timer.dueMillis() <= end)
              .min(Comparator.comparingLong(Waiting::dueMillis))
              .orElse(null);
      if (next == null) {
        break;
      }
      waiting.remove(next);
      clock.advanceMillis(Math.max(0, next.dueMillis() - clock.wallMillis()));
      next.task().run();
    }
    clock.advanceMillis(end - clock.wallMillis());
  }

  public int count() {
    return waiting.size();
  }

  private record Waiting(long dueMillis, Runnable task) {}
}
