package dev.redwing.bench;

import static dev.redwing.bench.Collections.FIRST_KEY;

import dev.redwing.bench.Scenario.Effort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * All scenarios, in the order in which they run. Named as redis-benchmark's tests where they are
 * the same: one list, set, hash or sorted set, with random members.
 */
final class Scenarios {
  static final int KEY_SPACE = 1_000_000;
  static final int VALUE_BYTES = 64;

  /** Members of a set that begins empty: most are new, for as long as it is measured. */
  private static final int NEW_MEMBERS = 4_000_000;

  /** What a list that is popped from holds at first, beyond what is popped. */
  private static final int POPPED = 2_000_000;

  private static final int SPARE = 20_000;
  private static final int PAGE = 100;
  private static final int SHORT_LIST = 1_000;
  private static final int HASHES = 1_000;
  private static final int INTERSECTED = 100_000;
  private static final int IN_BOTH = 1_000;

  private final List<Scenario> all = new ArrayList<>();

  private Scenarios(int elements) {
    strings();
    lists(elements);
    sets();
    hashes(elements);
    sortedSets(elements);
  }

  /** {@code elements} is the size of the big collections. */
  static List<Scenario> all(int elements) {
    return List.copyOf(new Scenarios(elements).all);
  }

  /** Those of the given names, or all if there are none. */
  static List<Scenario> named(List<String> names, int elements) {
    List<Scenario> all = all(elements);
    if (names.isEmpty()) {
      return all;
    }
    List<String> known = all.stream().map(Scenario::name).toList();
    List<String> wanted = names.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList();
    for (String name : wanted) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException("no scenario " + name + "; there are " + known);
      }
    }
    return all.stream().filter(each -> wanted.contains(each.name())).toList();
  }

  private void strings() {
    Scenario.Setup keys = target -> Filler.fill(target, KEY_SPACE, VALUE_BYTES, 1_000);
    all.add(Scenario.of(workload("SET", "SET", "key:__number__", "__value__"), KEY_SPACE, keys));
    all.add(Scenario.of(workload("GET", "GET", "key:__number__"), KEY_SPACE, keys));
    Scenario.Setup counters = target -> Filler.counters(target, KEY_SPACE, 1_000);
    all.add(Scenario.of(workload("INCR", "INCR", "num:__number__"), KEY_SPACE, counters));
    all.add(Scenario.of(workload("MSET", mset(10)), KEY_SPACE, keys));
  }

  private void lists(int elements) {
    all.add(
        Scenario.of(workload("LPUSH", "LPUSH", FIRST_KEY, "__value__"), 1, Scenario.Setup.NOTHING)
            .with(Long.MAX_VALUE, Scenarios::remove));
    all.add(
        Scenario.of(workload("RPOP", "RPOP", FIRST_KEY), 1, Scenario.Setup.NOTHING, "RPUSH")
            .with(POPPED, Scenarios::refill));
    Collections small = Collections.one(CollectionType.list, SHORT_LIST, VALUE_BYTES);
    all.add(
        Scenario.of(
                workload("LRANGE_100", "LRANGE", FIRST_KEY, "0", last(0)), 1, small::fill, "RPUSH")
            .with(Effort.LONG_REPLY));
    Collections big = Collections.one(CollectionType.list, elements, VALUE_BYTES);
    all.add(
        Scenario.of(
                workload("LINDEX_MIDDLE", "LINDEX", FIRST_KEY, Integer.toString(elements / 2)),
                1,
                big::fill,
                "RPUSH")
            .with(Effort.LONG_REPLY));
  }

  private static void remove(Target target) throws IOException {
    target.ask("DEL", FIRST_KEY);
    target.awaitFreed();
  }

  private static void refill(Target target) throws IOException {
    String length = target.ask("LLEN", FIRST_KEY);
    int missing = POPPED + SPARE - Integer.parseInt(length.substring(1));
    Collections.one(CollectionType.list, missing, VALUE_BYTES).fill(target);
  }

  private void sets() {
    all.add(
        Scenario.of(
                workload("SADD", "SADD", FIRST_KEY, "mem:__number__"),
                NEW_MEMBERS,
                Scenario.Setup.NOTHING)
            .with(NEW_MEMBERS, Scenarios::remove));
    Collections two =
        new Collections(
            CollectionType.set, 2, INTERSECTED, Pipe.NUMBERED_BYTES, INTERSECTED - IN_BOTH);
    all.add(
        Scenario.of(
                workload(
                    "SINTER_100K", "SINTER", FIRST_KEY, Collections.KEY_PREFIX + "000000000001"),
                1,
                two::fill,
                "SADD")
            .with(Effort.HEAVY));
  }

  private void hashes(int elements) {
    Collections big = Collections.one(CollectionType.hash, elements, VALUE_BYTES);
    all.add(
        Scenario.of(
            workload("HSET", "HSET", FIRST_KEY, "mem:__number__", "__value__"),
            elements,
            big::fill));
    Collections pages = Collections.many(CollectionType.hash, HASHES, PAGE);
    all.add(
        Scenario.of(
                workload("HGETALL_100", "HGETALL", "key:__number__"), HASHES, pages::fill, "HSET")
            .with(Effort.LONG_REPLY));
  }

  private void sortedSets(int elements) {
    Scenario.Setup big = Collections.one(CollectionType.zset, elements, 0)::fill;
    int middle = elements / 2;
    all.add(
        Scenario.of(
            workload("ZADD", "ZADD", FIRST_KEY, "__number__", "mem:__number__"), elements, big));
    all.add(
        Scenario.of(
                workload("ZRANGE_100", "ZRANGE", FIRST_KEY, Integer.toString(middle), last(middle)),
                1,
                big,
                "ZADD")
            .with(Effort.LONG_REPLY));
    all.add(
        Scenario.of(
                workload(
                    "ZBYSCORE_100",
                    "ZRANGE",
                    FIRST_KEY,
                    "__number__",
                    "+inf",
                    "BYSCORE",
                    "LIMIT",
                    "0",
                    Integer.toString(PAGE)),
                elements,
                big,
                "ZADD")
            .with(Effort.LONG_REPLY));
    all.add(
        Scenario.of(
            workload("ZRANK", "ZRANK", FIRST_KEY, "mem:__number__"), elements, big, "ZADD"));
  }

  private static String last(int first) {
    return Integer.toString(first + PAGE - 1);
  }

  private static Workload workload(String name, String... words) {
    return Workload.of(name, VALUE_BYTES, words);
  }

  private static String[] mset(int pairs) {
    String[] words = new String[1 + 2 * pairs];
    words[0] = "MSET";
    for (int i = 0; i < pairs; i++) {
      words[1 + 2 * i] = "key:__number__";
      words[2 + 2 * i] = "__value__";
    }
    return words;
  }
}
