package dev.redwing.operator.config;

import java.util.Map;

/** The text of a redis.conf, and the quoting it needs. */
public final class RedisConf {
  private RedisConf() {}

  /** One line a directive, in the map's order. */
  public static String render(String header, Map<String, String> directives) {
    StringBuilder text = new StringBuilder(header);
    directives.forEach(
        (name, value) ->
            text.append(name).append(' ').append(value.isEmpty() ? "\"\"" : value).append('\n'));
    return text.toString();
  }

  /** A value as one argument in double quotes, with Redis's escapes. */
  public static String quote(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /**
   * A value as {@code CONFIG SET} takes it: quotes around a whole value belong to the file's syntax
   * only.
   */
  public static String unquote(String value) {
    boolean quoted =
        value.length() >= 2
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(value.length() - 1) == value.charAt(0);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
