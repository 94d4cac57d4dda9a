package dev.redwing.dataplane.server;

import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.config.ShutdownOption;
import dev.redwing.dataplane.env.ProcessSignals;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT: an orderly shutdown with the options of {@code shutdown-on-sigterm} and
 * {@code shutdown-on-sigint}. As in Redis the server stays when its data cannot be saved, and a
 * second SIGINT during a shutdown ends it at once.
 */
public final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private final Server server;
  private final Runnable exitNow;
  private final AtomicBoolean asked = new AtomicBoolean();

  private Signals(Server server, Runnable exitNow) {
    this.server = server;
    this.exitNow = exitNow;
  }

  /** {@code exitNow} ends the process without saving anything; it is called on any thread. */
  public static void install(Server server, Runnable exitNow) {
    Signals signals = new Signals(server, exitNow);
    ProcessSignals.handle("TERM", () -> signals.shutDown("SIGTERM", Config::shutdownOnSigterm));
    ProcessSignals.handle("INT", signals::interrupt);
  }

  private void interrupt() {
    if (asked.get()) {
      LOG.warn("You insist... exiting now.");
      exitNow.run();
    }
    shutDown("SIGINT", Config::shutdownOnSigint);
  }

  private void shutDown(String signal, Function<Config, Set<ShutdownOption>> options) {
    LOG.warn("Received {} scheduling shutdown...", signal);
    asked.set(true);
    server.loop.execute(
        () -> server.shutdown.begin(options.apply(server.config), () -> asked.set(false)));
  }
}
