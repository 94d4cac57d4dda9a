package dev.redwing.dataplane.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.keyspace.Eviction;
import dev.redwing.dataplane.keyspace.EvictionPolicy;
import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import dev.redwing.dataplane.memory.AllocationFaults;
import dev.redwing.dataplane.resp.Reply;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A master that is short of memory all the time: commands at random, expiry, eviction and the
 * freeing of what is big, while snapshots are opened, read and closed. Its replica follows.
 */
class ScarceMasterTest {
  private static final int STEPS = 3000;
  private static final int MAX_FAILURE = 40;

  /** K is a key, E some elements, P some pairs of a number and an element, 1 an element. */
  private static final List<String> COMMANDS =
      List.of(
          "SET K 1",
          "SET K 1 PX 50",
          "APPEND K 1",
          "INCR K",
          "GETDEL K",
          "GETEX K PX 40",
          "RPUSH K E",
          "LPUSH K E",
          "LPOP K",
          "RPOP K 30",
          "LTRIM K 3 -4",
          "LREM K 0 1",
          "LREM K -2 1",
          "LSET K 0 1",
          "LINSERT K BEFORE 1 1",
          "LMOVE K K LEFT RIGHT",
          "SADD K E",
          "SADD K E",
          "SREM K E",
          "SPOP K",
          "SPOP K 20",
          "SPOP K 300",
          "SMOVE K K 1",
          "SUNIONSTORE K K K",
          "SINTERSTORE K K K",
          "SDIFFSTORE K K K",
          "HSET K P",
          "HSET K P",
          "HDEL K E",
          "HSETNX K 1 1",
          "HINCRBY K 1 5",
          "ZADD K P",
          "ZADD K P",
          "ZADD K GT CH P",
          "ZREM K E",
          "ZINCRBY K 7 1",
          "ZPOPMIN K 20",
          "ZPOPMAX K 3",
          "ZREMRANGEBYRANK K 5 60",
          "ZUNIONSTORE K 2 K K",
          "ZRANGESTORE K K 3 90",
          "DEL K K",
          "UNLINK K",
          "RENAME K K",
          "RENAMENX K K",
          "COPY K K",
          "COPY K K REPLACE",
          "COPY K K DB 1",
          "MOVE K 1",
          "EXPIRE K 1",
          "PEXPIRE K 30",
          "PERSIST K",
          "MSET K 1 K 1 K 1",
          "SORT K ALPHA STORE K",
          "SWAPDB 0 1",
          "TTL K",
          "EXISTS K K");

  private final ScarcePair pair = new ScarcePair();
  private final AllocationFaults faults = pair.arena().faults();
  private Random random = new Random();
  private @Nullable KeyspaceSnapshot snapshot;
  private Map<String, String> frozen = Map.of();
  private boolean walked;
  private long failures;

  @AfterEach
  void close() {
    pair.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theReplicaHasWhatTheMasterHas(long seed) {
    random = new Random(seed);
    int refused = 0;
    for (int step = 0; step < STEPS; step++) {
      String message = "seed " + seed + ", step " + step;
      String[] words = words();
      fail();
      Reply reply = pair.run(words);
      stop();
      refused += reply.equals(new Reply.Failure(OutOfMemoryTest.REFUSED)) ? 1 : 0;
      message += " " + String.join(" ", words);
      pair.propagate(message);
      workAndSnapshots(message);
    }
    closeSnapshot("seed " + seed);
    pair.flush("seed " + seed);
    assertThat(failures).isGreaterThan(STEPS / 10);
    assertThat(refused).isGreaterThan(STEPS / 15);
  }

  private void workAndSnapshots(String message) {
    if (random.nextInt(10) == 0) {
      pair.master.clock.advanceMillis(random.nextInt(20));
      fail();
      pair.master.keyspace.doWork(pair.master.clock.wallMillis());
      stop();
      pair.propagate(message + ", expiry");
    }
    if (random.nextInt(20) == 0) {
      if (snapshot == null) {
        frozen = pair.contents();
        snapshot = pair.master.keyspace.openSnapshot();
        walked = false;
      } else if (!walked && random.nextBoolean()) {
        walk(message);
      } else {
        closeSnapshot(message);
      }
    }
  }

  private void walk(String message) {
    if (snapshot != null && !walked) {
      assertThat(pair.text().of(snapshot)).as(message).isEqualTo(frozen);
      walked = true;
    }
  }

  private void closeSnapshot(String message) {
    walk(message);
    if (snapshot != null) {
      snapshot.close();
      snapshot = null;
    }
  }

  /** One allocation of what comes fails, or all from one on, or none. */
  private void fail() {
    if (random.nextInt(4) > 0) {
      int nth = 1 + random.nextInt(random.nextInt(3) > 0 ? 3 : MAX_FAILURE);
      faults.fail(nth, random.nextBoolean());
    }
  }

  private void stop() {
    faults.stop();
    failures += faults.failures() > 0 ? 1 : 0;
  }

  private String[] words() {
    StringBuilder command = new StringBuilder();
    String template = COMMANDS.get(random.nextInt(COMMANDS.size()));
    int count = random.nextInt(12) == 0 ? 200 : 1 + random.nextInt(6);
    for (String word : ScarceCommand.split(template)) {
      command.append(command.isEmpty() ? "" : " ");
      switch (word) {
        case "K" -> command.append(key(template));
        case "1" -> command.append(element());
        case "E" -> {
          for (int i = 0; i < count; i++) {
            command.append(i == 0 ? "" : " ").append(element());
          }
        }
        case "P" -> {
          for (int i = 0; i < count; i++) {
            command.append(i == 0 ? "" : " ").append(random.nextInt(99)).append(' ');
            command.append(element());
          }
        }
        default -> command.append(word);
      }
    }
    return ScarceCommand.words(command.toString(), pair);
  }

  /** Mostly one that holds, if it is there, what the command is for. */
  private String key(String command) {
    char kind = "slhz".charAt(random.nextInt(4));
    if (random.nextInt(5) > 0) {
      kind =
          switch (command.charAt(0)) {
            case 'L' -> 'l';
            case 'H' -> 'h';
            case 'Z' -> 'z';
            case 'S' -> command.matches("SET .*|SORT .*") ? kind : 's';
            case 'R' -> command.startsWith("RENAME") ? kind : 'l';
            default -> kind;
          };
    }
    return kind + Integer.toString(random.nextInt(4));
  }

  private String element() {
    return switch (random.nextInt(12)) {
      case 0 -> Integer.toString(random.nextInt(1000));
      case 1 -> "@" + random.nextInt(70);
      case 2 -> random.nextInt(10) == 0 ? "@9000" : "e" + random.nextInt(10);
      default -> "e" + random.nextInt(300);
    };
  }

  // ---- without a command ----

  @Test
  void whatCannotBeEvictedIsNotPropagated() {
    Eviction eviction = pair.master.keyspace.eviction();
    removeKeyByKey(
        () -> {
          eviction.configure(1, EvictionPolicy.ALLKEYS_RANDOM, 5);
          boolean done = eviction.freeMemoryIfNeeded();
          eviction.configure(0, EvictionPolicy.NOEVICTION, 5);
          return done;
        });
  }

  @Test
  void whatHasExpiredAndCannotBeRemovedIsNotPropagated() {
    removeKeyByKey(() -> pair.master.keyspace.doWork(Long.MAX_VALUE));
  }

  /** All keys are removed under a snapshot, as far as memory goes: a little further each time. */
  private void removeKeyByKey(BooleanSupplier removal) {
    int nth = 0;
    do {
      nth++;
      for (String key : ScarceCommand.keys()) {
        pair.run(ScarceCommand.words(key, pair));
        pair.run("PEXPIREAT", ScarceCommand.split(key).get(1), "9999999999999");
      }
      pair.propagate("made");
      Map<String, String> before = pair.contents();
      KeyspaceSnapshot open = pair.master.keyspace.openSnapshot();
      faults.fail(nth, nth % 2 == 0);
      boolean _ = removal.getAsBoolean();
      faults.stop();
      String message = "allocation " + nth;
      pair.propagate(message);
      assertThat(pair.text().of(open)).as(message).isEqualTo(before);
      open.close();
      pair.settle();
      pair.flush(message);
    } while (faults.failures() > 0);
    assertThat(nth).isGreaterThan(5);
  }

  /** What is big goes in slices; one that cannot be noted under a snapshot goes later. */
  @Test
  void slicesGoOnWhereMemoryEnded() {
    for (int nth = 1; nth <= 8; nth++) {
      for (String key : ScarceCommand.keys()) {
        pair.run(ScarceCommand.words(key, pair));
      }
      pair.propagate("made");
      KeyspaceSnapshot open = pair.master.keyspace.openSnapshot();
      pair.run("FLUSHALL", "ASYNC");
      pair.propagate("flushed");
      int failed = 0;
      for (int i = 0; i < 50; i++) {
        faults.fail(1 + i % nth, i % 2 == 0);
        boolean _ = pair.master.keyspace.doWork(0);
        faults.stop();
        failed += faults.failures() > 0 ? 1 : 0;
      }
      assertThat(failed).isPositive();
      open.close();
      pair.settle();
      pair.flush("allocation " + nth);
    }
  }
}
