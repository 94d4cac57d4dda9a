package dev.redwing.dataplane.aof;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Words of a manifest's line, quoted where needed in the way of redis.conf. */
final class ManifestWords {
  private static final String NEEDS_QUOTES = " \\\"'\n\r\t\u0007\b";

  private ManifestWords() {}

  /** The words of a line, or null when its quotes are not balanced. */
  static @Nullable List<String> split(String line) {
    List<String> words = new ArrayList<>();
    int i = 0;
    while (true) {
      while (i < line.length() && line.charAt(i) <= ' ') {
        i++;
      }
      if (i == line.length()) {
        return words;
      }
      StringBuilder word = new StringBuilder();
      i = word(line, i, word);
      if (i < 0) {
        return null;
      }
      words.add(word.toString());
    }
  }

  /** Reads a word from {@code start}; returns where it ends, or -1. */
  private static int word(String line, int start, StringBuilder word) {
    int i = start;
    while (i < line.length() && line.charAt(i) > ' ') {
      char c = line.charAt(i);
      if (c != '"' && c != '\'') {
        word.append(c);
        i++;
        continue;
      }
      i = c == '"' ? doubleQuoted(line, i + 1, word) : singleQuoted(line, i + 1, word);
      if (i < 0 || (i < line.length() && line.charAt(i) > ' ')) {
        return -1;
      }
    }
    return i;
  }

  private static int doubleQuoted(String line, int start, StringBuilder word) {
    int i = start;
    while (i < line.length()) {
      char c = line.charAt(i++);
      if (c == '"') {
        return i;
      }
      if (c != '\\' || i == line.length()) {
        word.append(c);
        continue;
      }
      char escaped = line.charAt(i++);
      if (escaped == 'x' && i + 2 <= line.length() && isHex(line, i) && isHex(line, i + 1)) {
        word.append((char) Integer.parseInt(line, i, i + 2, 16));
        i += 2;
      } else {
        word.append(
            switch (escaped) {
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              case 'b' -> '\b';
              case 'a' -> '\u0007';
              default -> escaped;
            });
      }
    }
    return -1;
  }

  private static boolean isHex(String line, int index) {
    return Character.digit(line.charAt(index), 16) >= 0;
  }

  private static int singleQuoted(String line, int start, StringBuilder word) {
    int i = start;
    while (i < line.length()) {
      char c = line.charAt(i++);
      if (c == '\'') {
        return i;
      }
      if (c == '\\' && i < line.length() && line.charAt(i) == '\'') {
        i++;
        word.append('\'');
      } else {
        word.append(c);
      }
    }
    return -1;
  }

  /** The name as a manifest has it. */
  static String quote(String name) {
    boolean plain =
        !name.isEmpty()
            && name.chars().allMatch(c -> c > ' ' && c < 127 && NEEDS_QUOTES.indexOf(c) < 0);
    if (plain) {
      return name;
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      switch (c) {
        case '\\', '"' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '\b' -> quoted.append("\\b");
        case '\u0007' -> quoted.append("\\a");
        default -> {
          if (c >= ' ' && c < 127) {
            quoted.append(c);
          } else {
            quoted.append(String.format("\\x%02x", (int) c));
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
