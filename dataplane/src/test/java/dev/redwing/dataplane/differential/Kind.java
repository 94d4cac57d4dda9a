package dev.redwing.dataplane.differential;

import java.util.List;

/**
 * The types of values, each with keys that usually hold it: few, so that commands meet each other's
 * data, and among them those that text handling breaks. {@link Draw#key(Kind)} draws another kind's
 * now and then, for the sake of wrong types.
 */
enum Kind {
  STRING("a", "b", "c", "d", "key:1", "key:2", "", "\0\r\n\u00ff", "k".repeat(200), "*[a]?\\"),
  HASH("h:1", "h:2", "h:a", "h\0\u00ff"),
  SET("s:1", "s:2", "s:3", "s\0"),
  LIST("l:1", "l:2", "l:3", "l\r\n"),
  ZSET("z:1", "z:2", "z:3", "z\0");

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> keys;

  Kind(String... keys) {
    this.keys = List.of(keys);
  }

  List<String> keys() {
    return keys;
  }
}
