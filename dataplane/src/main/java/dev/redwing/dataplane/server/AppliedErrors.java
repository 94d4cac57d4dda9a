package dev.redwing.dataplane.server;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.propagate.CommandApplier;
import dev.redwing.dataplane.resp.Request;
import dev.redwing.dataplane.stats.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands of a master, or of an AOF, that fail: the data here are not what they are there. That is
 * logged and counted, and {@code propagation-error-behavior} may end the process.
 */
final class AppliedErrors implements CommandApplier {
  private static final Logger LOG = LoggerFactory.getLogger(AppliedErrors.class);

  /** Where the commands come from. */
  enum Origin {
    MASTER("replica", "master"),
    AOF("server", "AOF-loading-client");

    private final String self;
    private final String other;

    Origin(String self, String other) {
      this.self = self;
      this.other = other;
    }
  }

  private final CommandApplier applier;
  private final Origin origin;
  private final Config config;
  private final Counters counters;
  private final Runnable fatal;

  /** {@code fatal} ends the process at once. */
  AppliedErrors(
      CommandApplier applier, Origin origin, Config config, Counters counters, Runnable fatal) {
    this.applier = applier;
    this.origin = origin;
    this.config = config;
    this.counters = counters;
    this.fatal = fatal;
  }

  @Override
  public boolean apply(Client source, Request request) {
    long errors = source.reply().errorCount();
    boolean known = applier.apply(source, request);
    if (source.reply().errorCount() != errors) {
      failed(request.text(0), source.reply().lastError());
    }
    return known;
  }

  private void failed(String command, String error) {
    LOG.error(
        "== CRITICAL == This {} is sending an error to its {}: '{}' after processing the command"
            + " '{}'",
        origin.self,
        origin.other,
        error,
        command);
    counters.unexpectedErrorReplies++;
    boolean panics =
        switch (config.propagationErrorBehavior()) {
          case "panic" -> true;
          case "panic-on-replicas" -> origin == Origin.MASTER;
          default -> false;
        };
    if (panics) {
      LOG.error("propagation-error-behavior is {}. Exiting...", config.propagationErrorBehavior());
      fatal.run();
    }
  }
}
