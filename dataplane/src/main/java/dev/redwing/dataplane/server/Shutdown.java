package dev.redwing.dataplane.server;

import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.config.ShutdownOption;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The orderly end, asked for by a signal or by SHUTDOWN: replicas may catch up, the data is saved,
 * then the process ends. When saving fails the server stays, unless FORCE was said.
 */
public final class Shutdown {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);
  private static final long POLL_MILLIS = 20;

  private final Config config;
  private final Clock clock;
  private final Timers timers;
  private final Runnable exit;
  private final List<Task> tasks = new ArrayList<>();
  private final List<BooleanSupplier> caughtUp = new ArrayList<>();
  private @Nullable Attempt attempt;

  /** What must be done before the process may end. */
  public interface Task {
    /** Does it; returns why it failed, or null. */
    @Nullable String finish(Set<ShutdownOption> options);
  }

  /** How an attempt ended that did not end the process. */
  public enum Refusal {
    /** A task failed: the log says which. */
    FAILED,
    /** SHUTDOWN ABORT. */
    ABORTED
  }

  private record Attempt(
      Set<ShutdownOption> options, long deadlineMillis, List<Consumer<Refusal>> listeners) {}

  Shutdown(Config config, Clock clock, Timers timers, Runnable exit) {
    this.config = config;
    this.clock = clock;
    this.timers = timers;
    this.exit = exit;
  }

  /** Adds what must be done before the end, behind the others. */
  public void addTask(Task task) {
    tasks.add(task);
  }

  /** Adds a condition that is waited for up to {@code shutdown-timeout}: replicas caught up. */
  public void addCaughtUp(BooleanSupplier condition) {
    caughtUp.add(condition);
  }

  public boolean isInProgress() {
    return attempt != null;
  }

  /** Ends the process, now or when replicas have caught up; tells {@code refused} if not. */
  public void begin(Set<ShutdownOption> options, Consumer<Refusal> refused) {
    Attempt current = attempt;
    if (current != null) {
      current.listeners().add(refused);
      return;
    }
    long waitMillis = options.contains(ShutdownOption.NOW) ? 0 : waitMillis();
    List<Consumer<Refusal>> listeners = new ArrayList<>();
    listeners.add(refused);
    current = new Attempt(options, clock.wallMillis() + waitMillis, listeners);
    attempt = current;
    go(current);
  }

  private long waitMillis() {
    return config.shutdownTimeoutSeconds() * 1000L;
  }

  /** Stays after all; false when nothing was under way. */
  public boolean abort() {
    Attempt current = attempt;
    if (current == null) {
      return false;
    }
    LOG.info("Shutdown manually aborted.");
    end(current, Refusal.ABORTED);
    return true;
  }

  private void end(Attempt current, Refusal refusal) {
    attempt = null;
    current.listeners().forEach(listener -> listener.accept(refusal));
  }

  private void go(Attempt current) {
    if (!current.equals(attempt)) {
      return;
    }
    boolean waiting =
        caughtUp.stream().anyMatch(condition -> !condition.getAsBoolean())
            && clock.wallMillis() < current.deadlineMillis();
    if (waiting) {
      Timers.Timer _ = timers.after(POLL_MILLIS, () -> go(current));
      return;
    }
    finish(current);
  }

  private void finish(Attempt current) {
    for (Task task : tasks) {
      String failure = task.finish(current.options());
      if (failure != null) {
        LOG.error("{}", failure);
        if (!current.options().contains(ShutdownOption.FORCE)) {
          LOG.warn("Errors trying to shut down the server. Check the logs for more information.");
          end(current, Refusal.FAILED);
          return;
        }
      }
    }
    LOG.info("Redwing is now ready to exit, bye bye...");
    exit.run();
  }
}
