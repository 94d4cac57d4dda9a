package dev.redwing.dataplane.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RunningServer;
import dev.redwing.dataplane.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** The servers that are to understand each other. */
enum Product {
  OURS,
  REDIS,
  VALKEY;

  private static final String NO_SAVE_DELAY = "--repl-diskless-sync-delay";

  /** A master and a replica of it. */
  record Pair(Product master, Product replica) {
    @Override
    public String toString() {
      return master + " -> " + replica;
    }
  }

  /** Every combination of ours with Redis and itself. */
  static List<Pair> pairs() {
    return List.of(new Pair(OURS, REDIS), new Pair(REDIS, OURS), new Pair(OURS, OURS));
  }

  static List<Pair> pairsWithValkey() {
    return List.of(new Pair(OURS, VALKEY), new Pair(VALKEY, OURS));
  }

  /** Starts one that does not wait for further replicas; skips the test if it is not installed. */
  RunningServer start(String... directives) {
    String[] all = new String[directives.length + 2];
    all[0] = NO_SAVE_DELAY;
    all[1] = "0";
    System.arraycopy(directives, 0, all, 2, directives.length);
    return switch (this) {
      case OURS -> TestServer.start(all);
      case REDIS -> ReferenceServer.start(all);
      case VALKEY -> ReferenceServer.start("valkey-server", newDirectory(), all);
    };
  }

  /** Brings one of ours and a Redis into the same situation; both must return the same. */
  static <T> void compare(Function<Product, T> situation) {
    compareWith(REDIS, situation);
  }

  static <T> void compareWith(Product reference, Function<Product, T> situation) {
    T expected = situation.apply(reference);
    assertThat(situation.apply(OURS)).isEqualTo(expected);
  }

  /** Its name starts as those that are deleted with the server. */
  private static Path newDirectory() {
    try {
      return Files.createTempDirectory("redwing-test-valkey-");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
