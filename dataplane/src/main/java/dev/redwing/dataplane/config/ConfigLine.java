package dev.redwing.dataplane.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of words as redis.conf, inline commands and the command line write them: words separated
 * by blanks; {@code "…"} with the escapes {@code \n \r \t \b \a \xHH \\ \"}; {@code '…'} with
 * {@code \'} only. A closing quote must be followed by a blank or the end.
 */
public final class ConfigLine {
  private final String line;
  private int at;
  private final StringBuilder word = new StringBuilder();

  private ConfigLine(String line) {
    this.line = line;
  }

  /** The words, or null if quotes do not match. */
  public static @Nullable List<String> split(String line) {
    return new ConfigLine(line).words();
  }

  private @Nullable List<String> words() {
    List<String> words = new ArrayList<>();
    while (true) {
      while (at < line.length() && isBlank(line.charAt(at))) {
        at++;
      }
      // A NUL ends the line: for C it is the end of the text.
      if (at == line.length() || line.charAt(at) == 0) {
        return words;
      }
      word.setLength(0);
      if (!readWord()) {
        return null;
      }
      words.add(word.toString());
    }
  }

  private boolean readWord() {
    while (at < line.length()) {
      char c = line.charAt(at);
      switch (c) {
        case ' ', '\n', '\r', '\t', 0 -> {
          return true;
        }
        case '"' -> {
          return readDoubleQuoted();
        }
        case '\'' -> {
          return readSingleQuoted();
        }
        default -> {
          word.append(c);
          at++;
        }
      }
    }
    return true;
  }

  private boolean readDoubleQuoted() {
    at++;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c == '"') {
        at++;
        return at == line.length() || isBlank(line.charAt(at));
      }
      if (c == '\\' && isHexEscape()) {
        word.append((char) Integer.parseInt(line, at + 2, at + 4, 16));
        at += 4;
      } else if (c == '\\' && at + 1 < line.length()) {
        word.append(unescaped(line.charAt(at + 1)));
        at += 2;
      } else {
        word.append(c);
        at++;
      }
    }
    return false;
  }

  private boolean readSingleQuoted() {
    at++;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c == '\'') {
        at++;
        return at == line.length() || isBlank(line.charAt(at));
      }
      if (c == '\\' && at + 1 < line.length() && line.charAt(at + 1) == '\'') {
        at++;
      }
      word.append(line.charAt(at));
      at++;
    }
    return false;
  }

  private boolean isHexEscape() {
    return at + 3 < line.length()
        && line.charAt(at + 1) == 'x'
        && Character.digit(line.charAt(at + 2), 16) >= 0
        && Character.digit(line.charAt(at + 3), 16) >= 0;
  }

  private static char unescaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'a' -> 7;
      default -> c;
    };
  }

  private static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /** The text between double quotes, so that {@link #split} gives it back. */
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\', '"' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case 7 -> quoted.append("\\a");
        case '\b' -> quoted.append("\\b");
        default -> {
          if (c >= ' ' && c <= '~') {
            quoted.append(c);
          } else {
            quoted.append("\\x%02x".formatted((int) c));
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
