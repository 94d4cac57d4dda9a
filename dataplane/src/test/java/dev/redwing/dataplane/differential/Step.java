package dev.redwing.dataplane.differential;

import java.util.List;
import java.util.Locale;

/**
 * One command of a script.
 *
 * @param connection which of the script's connections sends it
 * @param words one character for each byte
 * @param awaitsExpiry that the next step is to wait until what this one has given an expiry, a
 *     millisecond, has passed
 */
record Step(int connection, List<String> words, boolean awaitsExpiry) {
  private static final int SHOWN = 60;

  Step {
    words = List.copyOf(words);
  }

  static Step of(int connection, List<String> words) {
    return new Step(connection, words, false);
  }

  /** The key is there, and has expired, but nobody has looked at it yet. */
  static Step expiring(int connection, String key) {
    return new Step(connection, List.of("PEXPIRE", key, "1"), true);
  }

  /** The command's name in lower case. */
  String name() {
    return words.getFirst().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(connection + ">");
    for (String word : words) {
      text.append(' ').append(quoted(word));
    }
    return awaitsExpiry ? text + "   (waits until it has passed)" : text.toString();
  }

  /** As redis-cli would take it; long words are cut. */
  static String quoted(String word) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < Math.min(word.length(), SHOWN); i++) {
      char c = word.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c >= ' ' && c <= '~') {
        text.append(c);
      } else {
        text.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      }
    }
    text.append('"');
    return word.length() <= SHOWN ? text.toString() : text + "...(" + word.length() + " bytes)";
  }
}
