package dev.redwing.dataplane.differential;

import static dev.redwing.dataplane.differential.Grammar.many;
import static dev.redwing.dataplane.differential.Row.row;

import dev.redwing.dataplane.testing.RespClient;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Up to where collections are small: scripts change it, so that they change their forms often. Each
 * script begins with the defaults.
 */
final class Thresholds {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "hash-max-listpack-entries", "512",
          "hash-max-listpack-value", "64",
          "list-max-listpack-size", "-2",
          "set-max-intset-entries", "512",
          "set-max-listpack-entries", "128",
          "set-max-listpack-value", "64",
          "zset-max-listpack-entries", "128",
          "zset-max-listpack-value", "64");

  private static final Map<String, String> OLD_NAMES =
      Map.of(
          "hash-max-ziplist-entries", "hash-max-listpack-entries",
          "list-max-ziplist-size", "list-max-listpack-size",
          "zset-max-ziplist-entries", "zset-max-listpack-entries",
          "zset-max-ziplist-value", "zset-max-listpack-value");

  private static final List<String> NAMES = DEFAULTS.keySet().stream().sorted().toList();

  private Thresholds() {}

  static List<Row> rows() {
    return List.of(row("config|set", many(1, 3, Thresholds::setting)));
  }

  private static void setting(Draw draw, List<String> into) {
    String name =
        draw.percent(90)
            ? draw.from(NAMES)
            : draw.from(List.copyOf(OLD_NAMES.keySet()).stream().sorted().toList());
    into.add(draw.anyCase(name));
    boolean list = name.startsWith("list");
    if (draw.percent(3)) {
      into.add(draw.noNumber());
    } else if (list) {
      into.add(draw.from(List.of("-2", "-1", "-3", "1", "2", "3", "4", "16", "128", "0", "-5")));
    } else if (name.endsWith("value")) {
      into.add(draw.from(List.of("64", "0", "1", "2", "10", "63", "65", "1000")));
    } else {
      into.add(draw.from(List.of("512", "128", "0", "1", "2", "3", "4", "5", "8", "16", "127")));
    }
  }

  /** Whether a CONFIG command changes nothing else. */
  static boolean allow(List<String> words) {
    if (words.size() < 2 || !words.get(1).equalsIgnoreCase("set")) {
      return true;
    }
    for (int i = 2; i < words.size(); i += 2) {
      String name = words.get(i).toLowerCase(Locale.ROOT);
      if (!DEFAULTS.containsKey(name) && !OLD_NAMES.containsKey(name)) {
        return false;
      }
    }
    return true;
  }

  /** Redis 7.0 has no listpacks for sets, and refuses two of them. */
  static void reset(RespClient client) {
    ByteArrayOutputStream commands = new ByteArrayOutputStream();
    DEFAULTS.forEach(
        (name, value) -> commands.writeBytes(RespClient.encode("CONFIG", "SET", name, value)));
    client.sendBytes(commands.toByteArray());
    DEFAULTS.forEach((name, value) -> client.read());
  }
}
