package dev.redwing.dataplane.stats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The text of INFO: the sections asked for, in Redis's order whatever the order of asking. */
public final class Info {
  private static final List<String> ORDER =
      List.of(
          "server",
          "clients",
          "memory",
          "persistence",
          "stats",
          "replication",
          "cpu",
          "modules",
          "commandstats",
          "errorstats",
          "latencystats",
          "cluster",
          "keyspace");

  /** Sections that must be asked for. */
  private static final Set<String> NOT_BY_DEFAULT = Set.of("commandstats", "latencystats");

  private final Map<String, InfoSection> sections = new HashMap<>();

  /** Adds a section; those that Redis does not have come last. */
  public void register(InfoSection section) {
    if (sections.put(key(section), section) != null) {
      throw new IllegalArgumentException("two sections are called " + section.heading());
    }
  }

  private static String key(InfoSection section) {
    return section.heading().toLowerCase(Locale.ROOT);
  }

  /** The text for these names; without any, the default sections. */
  public String text(List<String> names) {
    Set<String> wanted = wanted(names);
    InfoWriter out = new InfoWriter();
    for (InfoSection section : inOrder()) {
      if (wanted.contains(key(section))) {
        out.heading(section.heading());
        section.write(out);
      }
    }
    return out.text();
  }

  private Set<String> wanted(List<String> names) {
    Set<String> wanted = new HashSet<>();
    for (String name : names.isEmpty() ? List.of("default") : names) {
      String key = name.toLowerCase(Locale.ROOT);
      switch (key) {
        case "all", "everything" -> wanted.addAll(sections.keySet());
        case "default" -> {
          for (String section : sections.keySet()) {
            if (!NOT_BY_DEFAULT.contains(section)) {
              wanted.add(section);
            }
          }
        }
        default -> wanted.add(key);
      }
    }
    return wanted;
  }

  private List<InfoSection> inOrder() {
    List<InfoSection> ordered = new ArrayList<>(sections.values());
    ordered.sort(
        (a, b) -> {
          int byOrder = Integer.compare(rank(key(a)), rank(key(b)));
          return byOrder != 0 ? byOrder : key(a).compareTo(key(b));
        });
    return ordered;
  }

  private static int rank(String key) {
    int index = ORDER.indexOf(key);
    return index < 0 ? ORDER.size() : index;
  }
}
