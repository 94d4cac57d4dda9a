package dev.redwing.dataplane.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** CONFIG GET: the directives that match names or patterns, in the order of the table. */
public final class ConfigGet {
  private ConfigGet() {}

  /** Names and values; each once, whatever the number of patterns it matches. */
  public static Map<String, String> matching(Config config, List<String> patterns) {
    Map<String, String> found = new LinkedHashMap<>();
    for (Directive<?> directive : Directives.all()) {
      collect(config, directive, directive.name(), patterns, found);
      for (String alias : directive.aliases()) {
        collect(config, directive, alias, patterns, found);
      }
    }
    return found;
  }

  private static void collect(
      Config config,
      Directive<?> directive,
      String name,
      List<String> patterns,
      Map<String, String> found) {
    for (String pattern : patterns) {
      if (NamePattern.isPlain(pattern)) {
        if (name.equalsIgnoreCase(pattern)) {
          // Redis shows the name as it was asked for.
          found.put(pattern, directive.format(config));
          return;
        }
      } else if (!directive.hidden() && NamePattern.matches(pattern, name)) {
        found.put(name, directive.format(config));
        return;
      }
    }
  }
}
