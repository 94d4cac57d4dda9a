package dev.redwing.playground;

import dev.redwing.playground.Readiness.NotReady;
import dev.redwing.playground.api.ApiException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code ./redwing up}: from nothing to a resource that serves, and what it does then. */
final class Up {
  private static final Duration READY_LIMIT = Duration.ofMinutes(3);
  private static final Duration REFRESH_PERIOD = Duration.ofSeconds(1);

  private final Path file;
  private final boolean check;
  private final PrintStream out;
  private final boolean isTerminal;

  Up(Path file, boolean check, PrintStream out, boolean isTerminal) {
    this.file = file;
    this.check = check;
    this.out = out;
    this.isTerminal = isTerminal;
  }

  /** The exit code. Without --check it comes only by a signal, or when the start fails. */
  int run() throws IOException, InterruptedException {
    String yaml = Files.readString(file);
    long begin = System.nanoTime();
    CompletableFuture<@Nullable Playground> started = new CompletableFuture<>();
    removeAtTheEnd(started);
    try (Playground playground = start(started)) {
      out.println("API server at " + playground.cluster().apiUrl());
      playground.startOperator();
      out.println("operator started");
      List<String> resources = playground.apply(yaml);
      out.println("applied " + file + ": " + String.join(", ", resources));
      Readiness readiness = new Readiness(playground, out);
      for (String resource : resources) {
        readiness.await(resource, READY_LIMIT);
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      out.printf(Locale.ROOT, "ready after %.1f s%n%n", seconds);
      for (String resource : resources) {
        printAddresses(playground, resource);
      }
      if (check) {
        for (String resource : resources) {
          new Check(playground, out).run(resource);
        }
        return 0;
      }
      watch(playground, resources);
      return 0;
    } catch (NotReady e) {
      out.println("FAILED " + e.getMessage());
      return 1;
    } catch (ApiException | IllegalArgumentException e) {
      out.println("FAILED " + file + ": " + e.getMessage());
      return 1;
    }
  }

  /** Completes {@code started} either way: a signal meanwhile waits for what there is to remove. */
  private static Playground start(CompletableFuture<@Nullable Playground> started)
      throws IOException {
    try {
      Playground playground = Playground.start(ServerLauncher.create());
      started.complete(playground);
      return playground;
    } finally {
      started.cancel(false); // nothing to remove, unless it is complete
    }
  }

  /** Asked for before there is anything, so that no signal comes too early to be heard. */
  private static void removeAtTheEnd(CompletableFuture<@Nullable Playground> started) {
    Thread main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      // A start is short, and interrupted halfway it would leave something.
                      Playground playground = started.exceptionally(_ -> null).join();
                      main.interrupt(); // or it would tell how everything falls apart
                      if (playground != null) {
                        closeQuietly(playground);
                      }
                    }));
  }

  private void printAddresses(Playground playground, String resource) {
    String password = playground.passwordOf(resource);
    String auth = password.isEmpty() ? "" : " -a " + password;
    String master = playground.cluster().serviceAddress("default", resource);
    String replicas = playground.cluster().serviceAddress("default", resource + "-replicas");
    out.printf("%s: writes and reads    redis-cli -h %s%s%n", resource, master, auth);
    if (replicas != null) {
      out.printf("%s: reads of replicas   redis-cli -h %s%s%n", resource, replicas, auth);
    }
    Path kubeconfig = playground.cluster().directory().resolve("kubeconfig");
    out.printf(
        "%s: kubectl             kubectl --kubeconfig %s get redwing%n%n", resource, kubeconfig);
  }

  private void watch(Playground playground, List<String> resources) throws InterruptedException {
    out.println("Ctrl-C ends it and removes everything.");
    Screen screen = new Screen(out, isTerminal);
    while (true) {
      screen.show(resources.stream().map(name -> Topology.of(playground, name)).toList());
      Thread.sleep(REFRESH_PERIOD);
    }
  }

  private static void closeQuietly(Playground playground) {
    try {
      playground.close();
    } catch (IOException e) {
      System.err.println("redwing: cannot remove everything: " + e.getMessage());
    }
  }
}
