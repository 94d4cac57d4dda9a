package dev.redwing.dataplane.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of elements that are removed from sorted sets and lists at once. Ours have them for a
 * while: whatever is asked meanwhile, and done to the key, is as with the references, which do not.
 */
class LargeRangesTest {
  private static final int SCRIPTS = 6;
  private static final int STEPS = 120;
  private static final int MEMBERS = 12_000;
  private static final int AT_ONCE = 3000;
  private static final List<String> SETS = List.of("z:1", "z:2", "z:3");
  private static final List<String> LISTS = List.of("l:1", "l:2");

  private Random random = new Random();
  private final List<Step> script = new ArrayList<>();

  @TempDir private Path directory;

  private void step(String... words) {
    script.add(Step.of(0, List.of(words)));
  }

  private String member() {
    return "m" + random.nextInt(MEMBERS);
  }

  /** All the same in every other script, so that ranges by bytes are defined. */
  private String score(boolean equal) {
    return equal ? "1" : Integer.toString(random.nextInt(2000) - 1000);
  }

  private void fill(String key, boolean equal, int count) {
    List<String> words = new ArrayList<>(List.of("ZADD", key));
    for (int i = 0; i < count; i++) {
      words.add(score(equal));
      words.add(member());
    }
    step(words.toArray(String[]::new));
  }

  private void push(String key, int count) {
    List<String> words = new ArrayList<>(List.of("RPUSH", key));
    for (int i = 0; i < count; i++) {
      words.add("element " + random.nextInt(1000));
    }
    step(words.toArray(String[]::new));
  }

  private static String one(List<String> keys, Random random) {
    return keys.get(random.nextInt(keys.size()));
  }

  private String rank() {
    return Integer.toString(random.nextInt(MEMBERS) - MEMBERS / 2);
  }

  private void remove(String key, boolean equal) {
    switch (random.nextInt(equal ? 3 : 2)) {
      case 0 -> step("ZREMRANGEBYRANK", key, rank(), rank());
      case 1 -> step("ZREMRANGEBYSCORE", key, "(" + score(equal), score(equal));
      default -> step("ZREMRANGEBYLEX", key, "[" + member(), "(" + member());
    }
  }

  private void next(boolean equal) {
    String key = one(SETS, random);
    String other = one(SETS, random);
    String list = one(LISTS, random);
    switch (random.nextInt(28)) {
      case 0, 1, 2, 3 -> fill(key, equal, 1 + random.nextInt(AT_ONCE));
      case 4, 5, 6, 7, 8 -> {
        remove(key, equal);
        look(key);
      }
      case 9 -> inARow(key, equal);
      case 10 -> step(random.nextBoolean() ? "ZPOPMIN" : "ZPOPMAX", key, "" + random.nextInt(2000));
      case 11 -> step("ZMPOP", "2", key, other, "MIN", "COUNT", "" + (1 + random.nextInt(2000)));
      case 12 -> step("RENAME", key, other);
      case 13 -> step("COPY", key, other, "REPLACE");
      case 14 -> step("MOVE", key, "1");
      case 15 -> step("SWAPDB", "0", "1");
      case 16 -> step("DEL", key);
      case 17 -> step("ZUNIONSTORE", other, "2", key, one(SETS, random), "AGGREGATE", "MIN");
      case 18 -> step("ZRANGESTORE", other, key, rank(), "-1");
      case 19 -> step("ZADD", key, "GT", "CH", score(equal), member(), score(equal), member());
      case 20 -> step("ZREM", key, member(), member(), member());
      case 21 -> push(list, 1 + random.nextInt(AT_ONCE));
      case 22, 23 -> step("LTRIM", list, rank(), rank());
      case 24 -> step("LPOP", list, "" + random.nextInt(1000));
      case 25 -> step("EXPIRE", key, "1000");
      default -> look(key);
    }
  }

  private void inARow(String key, boolean equal) {
    step("MULTI");
    for (int i = 0; i < 4; i++) {
      remove(key, equal);
      fill(key, equal, 5);
      step("ZSCORE", key, member());
    }
    step("EXEC");
  }

  private void look(String key) {
    step("ZCARD", key);
    step("ZCOUNT", key, "-500", "500");
    for (int i = 0; i < 10; i++) {
      step("ZSCORE", key, member());
      step("ZRANK", key, member());
    }
    step("ZRANGE", key, rank(), rank(), "WITHSCORES");
    step("OBJECT", "ENCODING", key);
    step("TYPE", key);
  }

  @Test
  void areGoneAtOnce() throws IOException {
    try (Contest contest = Contest.start(directory)) {
      for (int i = 0; i < SCRIPTS; i++) {
        long seed = System.nanoTime();
        System.out.println("LargeRangesTest seed " + seed);
        random = new Random(seed);
        script.clear();
        for (int step = 0; step < STEPS; step++) {
          next(i % 2 == 1);
        }
        assertThat(contest.run(script, i < 2)).as("seed " + seed).isNull();
      }
    }
  }
}
