package dev.redwing.bench;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The commands that must leave nothing on the heap, each on keys or a collection of so many
 * elements: what fills them, and the commands to be run again and again.
 */
public enum HotCommand {
  GET,
  SET,
  INCR,
  HSET,
  HGET,
  LPUSH,
  RPOP,
  ZADD,
  ZRANGE;

  private static final int VALUE_BYTES = 64;

  /** Elements of a ZRANGE's reply. */
  private static final int RANGE = 10;

  /** Every so many commands a list is brought back to its length: that is in the figures, too. */
  private static final int PUSHES = 15;

  /** Whether the pattern, in any case, matches all of the name. */
  boolean isMatchedBy(String pattern) {
    return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).matcher(name()).matches();
  }

  /** What is there before the first command is run. */
  List<String> preparation(int elements) {
    String value = "v".repeat(VALUE_BYTES);
    return IntStream.range(0, elements)
        .mapToObj(
            i ->
                switch (this) {
                  case GET, SET -> "SET key:" + i + " " + value;
                  case INCR -> "SET key:" + i + " " + i;
                  case HSET, HGET -> "HSET hash field:" + i + " " + value;
                  case LPUSH, RPOP -> "RPUSH list " + value;
                  case ZADD, ZRANGE -> "ZADD zset " + i + " member:" + i;
                })
        .toList();
  }

  /** Adds {@code count} commands, of keys or elements at random. */
  void addCommands(int count, int elements, Consumer<String> commands) {
    Random random = new Random(1);
    String value = "w".repeat(VALUE_BYTES);
    String values = (" " + value).repeat(PUSHES);
    for (int i = 0; i < count; i++) {
      int any = random.nextInt(elements);
      boolean mends = i % (PUSHES + 1) == PUSHES;
      commands.accept(
          switch (this) {
            case GET -> "GET key:" + any;
            case SET -> "SET key:" + any + " " + value;
            case INCR -> "INCR key:" + any;
            case HSET -> "HSET hash field:" + any + " " + value;
            case HGET -> "HGET hash field:" + any;
            case LPUSH -> mends ? "LTRIM list 0 " + (elements - 1) : "LPUSH list " + value;
            case RPOP -> mends ? "LPUSH list" + values : "RPOP list";
            case ZADD -> score(random, any);
            case ZRANGE -> {
              int first = random.nextInt(elements - RANGE);
              yield "ZRANGE zset " + first + " " + (first + RANGE - 1);
            }
          });
    }
  }

  private static String score(Random random, int member) {
    return String.format(
        Locale.ROOT, "ZADD zset %.2f member:%d", random.nextDouble() * 1000, member);
  }
}
