package dev.redwing.dataplane.commands.zset;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.commands.server.CommandHarness;
import dev.redwing.dataplane.env.SplitMixRandom;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.type.zset.ZsetWalk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Commands at random against a map, on sets of all sizes, while snapshots are opened, read and
 * closed; what is left at the end is nothing.
 */
class ZsetModelTest {
  private static final int STEPS = 4000;
  private static final List<String> KEYS = List.of("a", "b", "c");

  /** Scores are halves, so that each has one text. */
  private record Element(String member, double score) {
    private static final Comparator<Element> ORDER =
        Comparator.comparingDouble(Element::score).thenComparing(Element::member);

    private String shown() {
      return member + " " + (score == (long) score ? Long.toString((long) score) : "" + score);
    }
  }

  private final CommandHarness harness = new CommandHarness();
  private final Map<String, Map<String, Double>> model = new HashMap<>();
  private final ZsetWalk walk = new ZsetWalk(harness.keyspace.arena());
  private @Nullable KeyspaceSnapshot snapshot;
  private final Map<String, List<String>> frozen = new HashMap<>();
  private Random random = new Random();

  ZsetModelTest() {
    ZsetCommands.register(
        harness.table,
        harness.keyspace.types().zsets(),
        harness.keyspace.types().sets(),
        new SplitMixRandom(1));
    KEYS.forEach(key -> model.put(key, new HashMap<>()));
  }

  @AfterEach
  void nothingIsLeft() {
    harness.keyspace.flushAll(false);
    harness.keyspace.arena().verify();
    assertThat(harness.keyspace.arena().liveBlocks()).isZero();
    walk.close();
    harness.close();
  }

  @Test
  void commandsDoWhatTheyDoToAMap() {
    for (int round = 0; round < 3; round++) {
      long seed = System.nanoTime();
      System.out.println("Model seed " + seed);
      random = new Random(seed);
      for (int i = 0; i < STEPS; i++) {
        step();
        if (random.nextInt(200) == 0) {
          openOrReadSnapshot();
        }
      }
      KEYS.forEach(this::compare);
      if (snapshot != null) {
        openOrReadSnapshot();
      }
    }
  }

  // ---- one command ----

  private void step() {
    String key = KEYS.get(random.nextInt(KEYS.size()));
    switch (random.nextInt(24)) {
      case 0, 1, 2, 3, 4, 5, 6 -> add(key, random.nextInt(20) == 0 ? 1500 : 1 + random.nextInt(5));
      case 7 -> increment(key);
      case 8, 9 -> remove(key);
      case 10 -> pop(key, false);
      case 11 -> pop(key, true);
      case 12 -> removeByRank(key);
      case 13 -> removeByScore(key);
      case 14, 15 -> rangeByScore(key);
      case 16, 17 -> rangeByRank(key);
      case 18, 19 -> rank(key);
      case 20 -> combine(key, "ZUNIONSTORE");
      case 21 -> combine(key, "ZINTERSTORE");
      case 22 -> combine(key, "ZDIFFSTORE");
      default -> store(key);
    }
    harness.keyspace.doWork(harness.clock.wallMillis());
    if (random.nextInt(50) == 0) {
      compare(key);
    }
  }

  private Map<String, Double> map(String key) {
    return requireNonNull(model.get(key));
  }

  private List<Element> ranked(String key) {
    List<Element> ranked = new ArrayList<>();
    map(key).forEach((member, score) -> ranked.add(new Element(member, score)));
    ranked.sort(Element.ORDER);
    return ranked;
  }

  private String member() {
    return "m" + random.nextInt(random.nextBoolean() ? 60 : 2500);
  }

  private double score() {
    return (random.nextInt(200) - 100) / 2.0;
  }

  private void add(String key, int count) {
    List<String> words = new ArrayList<>(List.of("ZADD", key));
    int added = 0;
    for (int i = 0; i < count; i++) {
      String member = member();
      double score = score();
      words.add(Double.toString(score));
      words.add(member);
      added += map(key).put(member, score) == null ? 1 : 0;
    }
    assertInteger(added, words.toArray(String[]::new));
  }

  private void increment(String key) {
    String member = member();
    double by = score();
    double sum = map(key).merge(member, by, Double::sum);
    String reply = RespClient.textOf(harness.run("ZINCRBY", key, "" + by, member));
    assertThat(Double.parseDouble(reply)).isEqualTo(sum);
  }

  private void remove(String key) {
    String first = member();
    String second = member();
    int removed = map(key).remove(first) == null ? 0 : 1;
    removed += map(key).remove(second) == null ? 0 : 1;
    assertInteger(removed, "ZREM", key, first, second);
  }

  private void pop(String key, boolean max) {
    List<Element> ranked = ranked(key);
    if (max) {
      Collections.reverse(ranked);
    }
    int count = random.nextInt(20) == 0 ? 500 : random.nextInt(4);
    List<Element> popped = ranked.subList(0, Math.min(count, ranked.size()));
    popped.forEach(each -> map(key).remove(each.member));
    assertPairs(popped, max ? "ZPOPMAX" : "ZPOPMIN", key, "" + count);
  }

  private void removeByRank(String key) {
    List<Element> ranked = ranked(key);
    int from = random.nextInt(10);
    int to = from + random.nextInt(5);
    if (random.nextInt(4) == 0 && !ranked.isEmpty()) {
      // Nearly all of them, or many.
      to = ranked.size() - 1 - random.nextInt(1 + ranked.size() / (1 + random.nextInt(20)));
      to = Math.max(0, to);
    }
    List<Element> removed = limited(ranked, from, Math.max(0, to - from + 1));
    removed.forEach(each -> map(key).remove(each.member));
    assertInteger(removed.size(), "ZREMRANGEBYRANK", key, "" + from, "" + to);
  }

  private void removeByScore(String key) {
    double min = score();
    double max = min + random.nextInt(3);
    List<Element> removed = matching(key, each -> each.score > min && each.score <= max);
    removed.forEach(each -> map(key).remove(each.member));
    assertInteger(removed.size(), "ZREMRANGEBYSCORE", key, "(" + min, "" + max);
  }

  private List<Element> matching(String key, Predicate<Element> wanted) {
    return ranked(key).stream().filter(wanted).toList();
  }

  private void rangeByScore(String key) {
    double min = score();
    double max = min + random.nextInt(30);
    List<Element> within = matching(key, each -> each.score >= min && each.score < max);
    assertInteger(within.size(), "ZCOUNT", key, "" + min, "(" + max);
    int offset = random.nextInt(5);
    int limit = random.nextInt(10);
    List<Element> reversed = new ArrayList<>(within);
    Collections.reverse(reversed);
    String[] limits = {"LIMIT", "" + offset, "" + limit, "WITHSCORES"};
    assertPairs(
        limited(within, offset, limit), words(limits, "ZRANGEBYSCORE", key, "" + min, "(" + max));
    assertPairs(
        limited(reversed, offset, limit),
        words(limits, "ZREVRANGEBYSCORE", key, "(" + max, "" + min));
  }

  private static List<Element> limited(List<Element> all, int offset, int limit) {
    return all.stream().skip(offset).limit(limit).toList();
  }

  private static String[] words(String[] last, String... first) {
    List<String> words = new ArrayList<>(List.of(first));
    words.addAll(List.of(last));
    return words.toArray(String[]::new);
  }

  private void rangeByRank(String key) {
    List<Element> ranked = ranked(key);
    if (random.nextBoolean()) {
      Collections.reverse(ranked);
      assertPairs(limited(ranked, 3, 8), "ZREVRANGE", key, "3", "10", "WITHSCORES");
    } else {
      assertPairs(limited(ranked, 3, 8), "ZRANGE", key, "3", "10", "WITHSCORES");
    }
  }

  private void rank(String key) {
    List<Element> ranked = ranked(key);
    if (ranked.isEmpty()) {
      assertThat(harness.run("ZCARD", key)).isEqualTo(new Reply.Int(0));
      return;
    }
    int rank = random.nextInt(ranked.size());
    String member = ranked.get(rank).member;
    assertInteger(rank, "ZRANK", key, member);
    assertInteger(ranked.size() - 1 - rank, "ZREVRANK", key, member);
    String score = RespClient.textOf(harness.run("ZSCORE", key, member));
    assertThat(Double.parseDouble(score)).isEqualTo(ranked.get(rank).score);
  }

  private void combine(String key, String command) {
    String first = KEYS.get(random.nextInt(KEYS.size()));
    String second = KEYS.get(random.nextInt(KEYS.size()));
    Map<String, Double> result = new HashMap<>(map(first));
    Map<String, Double> other = map(second);
    switch (command) {
      case "ZUNIONSTORE" ->
          other.forEach((member, score) -> result.merge(member, score, Math::max));
      case "ZINTERSTORE" -> {
        result.keySet().retainAll(other.keySet());
        result.replaceAll((member, score) -> Math.max(score, requireNonNull(other.get(member))));
      }
      default -> result.keySet().removeAll(other.keySet());
    }
    model.put(key, result);
    List<String> words = new ArrayList<>(List.of(command, key, "2", first, second));
    if (!command.equals("ZDIFFSTORE")) {
      words.addAll(List.of("AGGREGATE", "MAX"));
    }
    assertInteger(result.size(), words.toArray(String[]::new));
  }

  private void store(String key) {
    String source = KEYS.get(random.nextInt(KEYS.size()));
    List<Element> taken = limited(ranked(source), 0, 300);
    Map<String, Double> result = new HashMap<>();
    taken.forEach(each -> result.put(each.member, each.score));
    model.put(key, result);
    assertInteger(taken.size(), "ZRANGESTORE", key, source, "0", "299");
  }

  // ---- comparing ----

  private void assertInteger(long expected, String... words) {
    assertThat(harness.run(words)).as("%s", List.of(words)).isEqualTo(new Reply.Int(expected));
  }

  private void assertPairs(List<Element> expected, String... words) {
    List<String> found = new ArrayList<>();
    List<Reply> replies = ((Reply.Aggregate) harness.run(words)).elements();
    for (int i = 0; i < replies.size(); i += 2) {
      found.add(RespClient.textOf(replies.get(i)) + " " + RespClient.textOf(replies.get(i + 1)));
    }
    assertThat(found).as("%s", List.of(words)).isEqualTo(shown(expected));
  }

  private static List<String> shown(List<Element> elements) {
    return elements.stream().map(Element::shown).toList();
  }

  private void compare(String key) {
    assertPairs(ranked(key), "ZRANGE", key, "0", "-1", "WITHSCORES");
  }

  // ---- snapshots ----

  private void openOrReadSnapshot() {
    KeyspaceSnapshot open = snapshot;
    if (open == null) {
      snapshot = harness.keyspace.openSnapshot();
      frozen.clear();
      KEYS.stream()
          .filter(key -> !map(key).isEmpty())
          .forEach(key -> frozen.put(key, shown(ranked(key))));
      return;
    }
    Map<String, List<String>> seen = new HashMap<>();
    open.forEach(
        0,
        entry -> {
          List<String> elements = new ArrayList<>();
          walk.forEach(
              Entry.encoding(entry),
              Entry.valueAddress(entry),
              (member, length, score) ->
                  elements.add(new Element(text(member, length), score).shown()));
          seen.put(text(Entry.keyAddress(entry), Entry.keyLength(entry)), elements);
        });
    assertThat(seen).isEqualTo(frozen);
    open.close();
    snapshot = null;
  }

  private static String text(long address, int length) {
    return new String(NativeMemory.toBytes(address, length), StandardCharsets.ISO_8859_1);
  }
}
