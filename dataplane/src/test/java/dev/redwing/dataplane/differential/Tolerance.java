package dev.redwing.dataplane.differential;

import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.RespClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What two servers that do the same may still answer differently: what depends on when a command
 * ran, the order of what has none, and a server's own name.
 */
final class Tolerance {
  private static final long MILLIS = 60_000;
  private static final long FIRST_MILLIS = 1_000_000_000_000L;

  private Tolerance() {}

  static boolean isSame(List<String> command, Reply a, Reply b) {
    if (a.equals(b)) {
      return true;
    }
    return switch (name(command)) {
      case "ttl" -> isNear(a, b, MILLIS / 1000);
      case "pttl" -> isNear(a, b, MILLIS);
      case "expiretime" ->
          a instanceof Reply.Int(long x)
              && b instanceof Reply.Int(long y)
              && isSameTime(x * 1000, y * 1000);
      case "pexpiretime" ->
          a instanceof Reply.Int(long x) && b instanceof Reply.Int(long y) && isSameTime(x, y);
      case "keys" -> isSameInAnyOrder(a, b);
      case "scan" -> isSameScan(a, b);
      case "config" -> isSameInAnyOrder(pairs(a), pairs(b));
      case "hello" -> withoutName(a).equals(withoutName(b)) && isMap(a);
      case "time" -> isList(a, 2) && isList(b, 2);
      // RESTORE and a slow machine set it apart by any number of seconds; that it is one is enough.
      case "object" ->
          command.get(1).equalsIgnoreCase("idletime")
              && a instanceof Reply.Int
              && b instanceof Reply.Int;
      default -> false;
    };
  }

  static String name(List<String> command) {
    return command.getFirst().toLowerCase(Locale.ROOT);
  }

  /** Two times that were given as so long from now are as far apart as the servers ran. */
  static boolean isSameTime(long a, long b) {
    return a == b || (isRelative(a) && isRelative(b) && Math.abs(a - b) < MILLIS);
  }

  /** Absolute times that scripts give are of a few weeks that relative ones do not lead to. */
  private static boolean isRelative(long millis) {
    return millis > FIRST_MILLIS
        && (millis < Draw.FAR_MILLIS || millis > Draw.FAR_MILLIS + Draw.FAR_RANGE_MILLIS);
  }

  /** The same for words of what is propagated. */
  static boolean isSameWord(String a, String b) {
    return a.equals(b) || (isTime(a) && isTime(b) && isSameTime(number(a), number(b)));
  }

  private static boolean isTime(String word) {
    return word.length() >= 13
        && word.length() <= 18
        && word.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static long number(String word) {
    return Long.parseLong(word);
  }

  private static boolean isNear(Reply a, Reply b, long distance) {
    return a instanceof Reply.Int(long x)
        && b instanceof Reply.Int(long y)
        && x >= 0
        && y >= 0
        && Math.abs(x - y) < distance;
  }

  private static boolean isSameInAnyOrder(Reply a, Reply b) {
    return a instanceof Reply.Aggregate(char x, List<Reply> these)
        && b instanceof Reply.Aggregate(char y, List<Reply> those)
        && x == y
        && sorted(these).equals(sorted(those));
  }

  private static List<String> sorted(List<Reply> replies) {
    return replies.stream().map(RespClient::textOf).sorted().toList();
  }

  private static boolean isSameScan(Reply a, Reply b) {
    return isList(a, 2)
        && isList(b, 2)
        && elements(a).getFirst().equals(elements(b).getFirst())
        && isSameInAnyOrder(elements(a).getLast(), elements(b).getLast());
  }

  private static List<Reply> elements(Reply reply) {
    return ((Reply.Aggregate) reply).elements();
  }

  private static boolean isList(Reply reply, int size) {
    return reply instanceof Reply.Aggregate(char type, List<Reply> elements)
        && type == '*'
        && elements.size() == size;
  }

  private static boolean isMap(Reply reply) {
    return reply instanceof Reply.Aggregate;
  }

  /** Names with their values. */
  private static Reply pairs(Reply reply) {
    if (!(reply instanceof Reply.Aggregate(char type, List<Reply> elements))) {
      return reply;
    }
    List<Reply> pairs = new ArrayList<>();
    for (int i = 0; i + 1 < elements.size(); i += 2) {
      pairs.add(new Reply.Aggregate('*', elements.subList(i, i + 2)));
    }
    return new Reply.Aggregate(type, pairs);
  }

  /** HELLO's answer without the server's name, version and connection. */
  private static Reply withoutName(Reply reply) {
    if (!(reply instanceof Reply.Aggregate(char type, List<Reply> elements))) {
      return reply;
    }
    List<Reply> rest = new ArrayList<>();
    for (int i = 0; i + 1 < elements.size(); i += 2) {
      rest.add(elements.get(i));
      if (!List.of("server", "version", "id").contains(RespClient.textOf(elements.get(i)))) {
        rest.add(elements.get(i + 1));
      }
    }
    return new Reply.Aggregate(type, rest);
  }
}
