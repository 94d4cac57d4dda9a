package dev.redwing.dataplane.commands;

import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.RespClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The commands of {@link OutOfMemoryTest}, written down shortly, and the keys that they name.
 *
 * <pre>
 * e#3       e0 e1 e2              @50     fifty letters
 * f=v#2     f0 v0 f1 v1           @50#2   fifty letters and 0, fifty letters and 1
 * .#3       0 1 2                 .=m#2   0 m0 1 m1
 * %key      what DUMP gives of the key
 * </pre>
 */
final class ScarceCommand {
  /** How each key that a command may name is made. All others are absent. */
  private static final Map<String, String> KEYS = new LinkedHashMap<>();

  static {
    KEYS.put("s:text", "SET s:text value");
    KEYS.put("s:int", "SET s:int 10");
    KEYS.put("s:long", "SET s:long @2000");
    KEYS.put("s:ttl", "SET s:ttl value PX 100000000");
    KEYS.put("s:gone", "SET s:gone value PXAT 1000");
    KEYS.put("l:one", "RPUSH l:one e#1");
    KEYS.put("l:few", "RPUSH l:few e#3");
    KEYS.put("l:pack", "RPUSH l:pack e#100");
    KEYS.put("l:full", "RPUSH l:full @80#95");
    KEYS.put("l:big", "RPUSH l:big e#3000");
    KEYS.put("l:bigone", "RPUSH l:bigone @9000");
    KEYS.put("l:plain", "RPUSH l:plain @9000 b @9000 d");
    KEYS.put("l:same", "RPUSH l:same" + " x y".repeat(2000));
    KEYS.put("l:all", "RPUSH l:all" + " x".repeat(5000));
    KEYS.put("h:one", "HSET h:one f=v#1");
    KEYS.put("h:few", "HSET h:few f=v#3");
    KEYS.put("h:full", "HSET h:full f=v#128");
    KEYS.put("h:big", "HSET h:big f=v#600");
    KEYS.put("h:bigone", "HSET h:bigone f @100");
    KEYS.put("t:one", "SADD t:one m#1");
    KEYS.put("t:few", "SADD t:few m#3");
    KEYS.put("t:full", "SADD t:full m#128");
    KEYS.put("t:ints", "SADD t:ints .#5");
    KEYS.put("t:intfull", "SADD t:intfull .#512");
    KEYS.put("t:big", "SADD t:big m#600");
    KEYS.put("t:bigone", "SADD t:bigone @100");
    KEYS.put("z:one", "ZADD z:one .=m#1");
    KEYS.put("z:few", "ZADD z:few .=m#3");
    KEYS.put("z:full", "ZADD z:full .=m#128");
    KEYS.put("z:big", "ZADD z:big .=m#600");
    KEYS.put("z:bigone", "ZADD z:bigone 1 @100");
  }

  private ScarceCommand() {}

  /** What makes the keys that these words name. */
  static List<String> keysOf(List<String> words) {
    return KEYS.entrySet().stream()
        .filter(each -> words.contains(each.getKey()) || words.contains("%" + each.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  static List<String> keys() {
    return List.copyOf(KEYS.values());
  }

  static List<String> split(String command) {
    return List.of(command.split(" ", -1));
  }

  /** The words as they are sent. */
  static String[] words(String command, ScarcePair pair) {
    List<String> words = new ArrayList<>();
    for (String word : split(command)) {
      int sharp = word.indexOf('#');
      if (word.startsWith("%")) {
        Reply dump = pair.run("DUMP", word.substring(1));
        words.add(RespClient.textOf(dump));
      } else if (sharp < 0) {
        words.add(letters(word));
      } else {
        int count = Integer.parseInt(word.substring(sharp + 1));
        for (int i = 0; i < count; i++) {
          for (String part : word.substring(0, sharp).split("=", -1)) {
            words.add((part.equals(".") ? "" : letters(part)) + i);
          }
        }
      }
    }
    return words.toArray(String[]::new);
  }

  private static String letters(String word) {
    return word.startsWith("@") ? "x".repeat(Integer.parseInt(word.substring(1))) : word;
  }
}
