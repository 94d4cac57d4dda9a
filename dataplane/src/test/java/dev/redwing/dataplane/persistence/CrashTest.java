package dev.redwing.dataplane.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.ServerProcess;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * kill -9 under load, with rewrites going on. Each writer sends numbered steps, one after the
 * other, and knows which was acknowledged last; after the restart the data must be what some prefix
 * of the steps makes that ends at or just behind it.
 */
final class CrashTest {
  private static final int WRITERS = 4;
  private static final Duration MAY_BE_LOST = Duration.ofMillis(3500);

  @TempDir private Path directory;

  @Test
  void everyAcknowledgedWriteIsThere() throws Exception {
    crash("always", 2, Duration.ofMillis(600), new Random().nextLong());
  }

  @Tag("long")
  @Test
  void atMostTheLastSecondsAreLost() throws Exception {
    crash("everysec", 1, Duration.ofMillis(1500), new Random().nextLong());
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"always", "everysec"})
  void manyTimes(String policy) throws Exception {
    crash(policy, 15, Duration.ofSeconds(5), new Random().nextLong());
  }

  private void crash(String policy, int rounds, Duration upTo, long seed) throws Exception {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Writer> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(new Writer(i, random.nextLong()));
    }
    for (int round = 0; round < rounds; round++) {
      try (ServerProcess server = start(policy)) {
        check(server, writers, policy);
        List<Thread> threads = new ArrayList<>();
        for (Writer writer : writers) {
          RespClient client = server.client();
          threads.add(Thread.ofPlatform().start(() -> writer.write(client)));
        }
        long runMillis = 300 + random.nextLong(upTo.toMillis());
        long began = System.nanoTime();
        Awaitility.await()
            .pollInterval(Duration.ofMillis(5))
            .atMost(Duration.ofMinutes(1))
            .until(() -> System.nanoTime() - began > runMillis * 1_000_000);
        server.kill();
        for (Thread thread : threads) {
          thread.join();
        }
      }
    }
    try (ServerProcess server = start(policy)) {
      check(server, writers, policy);
    }
  }

  private ServerProcess start(String policy) {
    return ServerProcess.start(
        directory,
        "--appendonly",
        "yes",
        "--appendfsync",
        policy,
        "--auto-aof-rewrite-min-size",
        "50000",
        "--auto-aof-rewrite-percentage",
        "30");
  }

  private static void check(ServerProcess server, List<Writer> writers, String policy) {
    try (RespClient client = server.client()) {
      int keys = 0;
      for (Writer writer : writers) {
        keys += writer.check(client, policy.equals("always"));
      }
      assertThat(client.text("DBSIZE")).as("nothing that was never sent").isEqualTo("" + keys);
      assertThat(client.text("INFO", "persistence")).contains("aof_last_write_status:ok");
    }
    System.out.println(
        policy + ": " + writers.stream().map(writer -> writer.acknowledged.size()).toList());
  }

  /** Step n sets a key to n, counts n in another one, and adds to a text, all or none of it. */
  private static final class Writer {
    private static final int KEYS = 50;

    private final int number;
    private final Random random;

    /** When the step was acknowledged, by its number less one. */
    private final List<Long> acknowledged = new ArrayList<>();

    private final AtomicInteger sent = new AtomicInteger();
    private @Nullable AssertionError failure;

    private Writer(int number, long seed) {
      this.number = number;
      this.random = new Random(seed);
    }

    private String key(String name) {
      return "writer" + number + ":" + name;
    }

    private void write(RespClient client) {
      try (client) {
        failure = null;
        while (true) {
          step(client, sent.incrementAndGet());
        }
      } catch (UncheckedIOException killed) {
        // That is the end of the round.
      } catch (AssertionError e) {
        failure = e;
      }
    }

    private void step(RespClient client, int n) {
      client.send("MULTI");
      client.send("SET", key("last"), Integer.toString(n));
      client.send("INCR", key("count"));
      client.send("SET", key("slot" + n % KEYS), "v".repeat(random.nextInt(200)) + ":" + n);
      client.send("EXEC");
      for (int i = 0; i < 4; i++) {
        assertThat(client.read()).isInstanceOf(Reply.Simple.class);
      }
      assertThat(client.read()).isInstanceOf(Reply.Aggregate.class);
      acknowledged.add(System.nanoTime());
    }

    /** Compares what is there, and goes on from it; how many keys there are to be. */
    private int check(RespClient client, boolean all) {
      if (failure != null) {
        throw failure;
      }
      String last = client.text("GET", key("last"));
      int found = last.equals("(nil)") ? 0 : Integer.parseInt(last);
      assertThat(found).as("was never sent").isLessThanOrEqualTo(sent.get());
      if (all) {
        assertThat(found).as("acknowledged").isGreaterThanOrEqualTo(acknowledged.size());
      } else if (found < acknowledged.size()) {
        long lostNanos = acknowledged.getLast() - acknowledged.get(found);
        assertThat(Duration.ofNanos(lostNanos)).isLessThan(MAY_BE_LOST);
      }
      assertThat(client.text("GET", key("count")))
          .isEqualTo(found == 0 ? "(nil)" : Integer.toString(found));
      for (int n = Math.max(1, found - KEYS + 1); n <= found; n++) {
        assertThat(client.text("GET", key("slot" + n % KEYS))).endsWith(":" + n);
      }
      while (acknowledged.size() > found) {
        acknowledged.removeLast();
      }
      while (acknowledged.size() < found) {
        acknowledged.add(System.nanoTime());
      }
      sent.set(found);
      return found == 0 ? 0 : 2 + Math.min(found, KEYS);
    }
  }
}
