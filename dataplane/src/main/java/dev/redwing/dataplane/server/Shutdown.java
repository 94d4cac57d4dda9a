package dev.redwing.dataplane.server;

import dev.redwing.dataplane.command.Pause;
import dev.redwing.dataplane.commands.server.ShutdownCommand;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.config.ShutdownOption;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The orderly end, asked for by a signal or by SHUTDOWN: replicas may catch up while no client
 * writes, the data is saved, what was sent leaves, then the process ends. When saving fails the
 * server stays, unless FORCE was said.
 */
public final class Shutdown implements ShutdownCommand.Port {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);
  private static final long POLL_MILLIS = 20;

  /** One turn of the loop, in which sockets get what was written for them. */
  private static final long LAST_TURN_MILLIS = 1;

  private final Config config;
  private final Clock clock;
  private final Timers timers;
  private final Pause pause;
  private final Runnable exit;
  private final List<Task> tasks = new ArrayList<>();
  private BooleanSupplier caughtUp = () -> true;
  private @Nullable Attempt attempt;

  /** What must be done before the process may end. */
  public interface Task {
    /** Does it; returns why it failed, or null. */
    @Nullable String finish(Set<ShutdownOption> options);
  }

  private record Attempt(
      Set<ShutdownOption> options, long deadlineMillis, List<Runnable> listeners) {}

  Shutdown(Config config, Clock clock, Timers timers, Pause pause, Runnable exit) {
    this.config = config;
    this.clock = clock;
    this.timers = timers;
    this.pause = pause;
    this.exit = exit;
  }

  /** Adds what must be done before the end, behind the others. */
  void addTask(Task task) {
    tasks.add(task);
  }

  /** What is waited for up to {@code shutdown-timeout}: replicas that have everything. */
  void setCaughtUp(BooleanSupplier condition) {
    caughtUp = condition;
  }

  /** How long replicas are still waited for; -1 when no shutdown is under way. */
  long waitsForMillis() {
    Attempt current = attempt;
    return current == null ? -1 : Math.max(0, current.deadlineMillis() - clock.wallMillis());
  }

  @Override
  public void begin(Set<ShutdownOption> options, Runnable refused) {
    Attempt current = attempt;
    if (current != null) {
      current.listeners().add(refused);
      return;
    }
    LOG.warn("User requested shutdown...");
    long waitMillis =
        options.contains(ShutdownOption.NOW) ? 0 : config.shutdownTimeoutSeconds() * 1000L;
    current =
        new Attempt(
            Set.copyOf(options),
            clock.wallMillis() + waitMillis,
            new ArrayList<>(List.of(refused)));
    attempt = current;
    if (waitMillis > 0 && !caughtUp.getAsBoolean()) {
      LOG.info("Waiting for replicas before shutting down.");
      pause.pause(Pause.Kind.WRITE, waitMillis);
    }
    go(current);
  }

  @Override
  public boolean abort() {
    Attempt current = attempt;
    if (current == null) {
      return false;
    }
    LOG.warn("Shutdown manually aborted.");
    stay(current);
    return true;
  }

  private void stay(Attempt current) {
    attempt = null;
    pause.end();
    current.listeners().forEach(Runnable::run);
  }

  @SuppressWarnings("ReferenceEquality") // an attempt is its own identity
  private void go(Attempt current) {
    if (current != attempt) {
      return;
    }
    if (!caughtUp.getAsBoolean() && clock.wallMillis() < current.deadlineMillis()) {
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
          stay(current);
          return;
        }
      }
    }
    // Nobody's command may come between the last save and the end.
    pause.pause(Pause.Kind.ALL, Long.MAX_VALUE / 2);
    Timers.Timer _ =
        timers.after(
            LAST_TURN_MILLIS,
            () -> {
              LOG.warn("Redwing is now ready to exit, bye bye...");
              exit.run();
            });
  }
}
