package dev.redwing.operator.config;

import dev.redwing.operator.config.Directive.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The directives the operator knows, read from {@code directives.tsv}: it refuses a misspelt one
 * before a pod fails to start with it, and knows which of them take effect without a restart.
 */
public final class Directives {
  private static final Map<String, Directive> TABLE = load();

  private Directives() {}

  public static @Nullable Directive find(String name) {
    return TABLE.get(name);
  }

  public static Map<String, Directive> all() {
    return TABLE;
  }

  private static Map<String, Directive> load() {
    Map<String, Directive> table = new TreeMap<>();
    try (InputStream in = Directives.class.getResourceAsStream("directives.tsv")) {
      if (in == null) {
        throw new IllegalStateException("directives.tsv is missing from the operator's jar");
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("#")) {
          Directive directive = parse(line);
          table.put(directive.name(), directive);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(table);
  }

  private static Directive parse(String line) {
    List<String> columns = List.of(line.split("\t", -1));
    String kind = columns.get(2);
    List<String> allowed = List.of();
    if (kind.startsWith("enum:")) {
      allowed = List.of(kind.substring("enum:".length()).split(",", -1));
      kind = "enum";
    }
    return new Directive(
        columns.get(0),
        columns.get(1).equals("yes"),
        Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
        allowed,
        columns.get(3));
  }
}
