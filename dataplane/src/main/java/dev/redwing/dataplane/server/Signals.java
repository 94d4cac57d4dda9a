package dev.redwing.dataplane.server;

import dev.redwing.dataplane.config.ShutdownOption;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT: an orderly shutdown with the options of {@code shutdown-on-sigterm} (Java
 * does not tell the two apart).
 *
 * <p>The JVM ends when its shutdown hooks have. So when the data cannot be saved the hook does not
 * end: the server goes on and tries again, and nothing is lost unless it is killed.
 */
public final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
  private static final long RETRY_SECONDS = 1;

  private Signals() {}

  public static void install(Server server) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> shutDown(server), "redwing-signal"));
  }

  private static void shutDown(Server server) {
    LOG.info("Received SIGTERM scheduling shutdown...");
    while (true) {
      CountDownLatch refused = new CountDownLatch(1);
      server.loop.execute(
          () -> {
            Set<ShutdownOption> options = server.config.shutdownOnSigterm();
            server.shutdown.begin(options, refused::countDown);
          });
      try {
        refused.await(); // Ends by being halted.
        TimeUnit.SECONDS.sleep(RETRY_SECONDS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
