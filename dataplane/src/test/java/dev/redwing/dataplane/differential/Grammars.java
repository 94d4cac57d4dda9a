package dev.redwing.dataplane.differential;

import static dev.redwing.dataplane.differential.Row.row;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The grammar of every command, or why it has none. */
final class Grammars {
  private static final String ENDS_THE_CONNECTION =
      "ends the script's connection; ConnectionCommandsTest compares it";
  private static final String OF_THIS_PROCESS =
      "tells of this process, time or address; a test of its own group compares the form";
  private static final String CHANGES_THE_SERVER =
      "changes the whole server for the scripts that follow; a test of its own group compares it";
  private static final String WRITES_FILES =
      "is run after each script, when nothing else writes, and not in the middle of one";

  /** By name: why no script has it. */
  static final Map<String, String> EXCLUDED = excluded();

  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Row> byName = new LinkedHashMap<>();
  private int totalWeight;

  Grammars() {
    add(StringRows.rows());
    add(HashRows.rows());
    add(SetRows.rows());
    add(ListRows.rows());
    add(SortedSetRows.rows());
    add(SortRows.rows());
    add(GenericRows.rows());
    add(ServerRows.connection());
    add(ServerRows.transactions());
    add(ServerRows.server());
    add(Thresholds.rows());
    List<Row> drawnForKeys = List.copyOf(rows);
    Grammar another = (draw, into) -> command(drawnForKeys, draw, into);
    add(
        List.of(
            row("command|getkeys", another).seldom(),
            row("command|getkeysandflags", another).seldom()));
  }

  private void add(List<Row> more) {
    for (Row row : more) {
      rows.add(row);
      totalWeight += row.weight();
      if (byName.put(row.name(), row) != null) {
        throw new IllegalStateException("two rows for " + row.name());
      }
    }
  }

  private static void command(List<Row> rows, Draw draw, List<String> into) {
    Row row = draw.from(rows);
    into.addAll(List.of(row.name().split("\\|", -1)));
    row.grammar().words(draw, into);
  }

  Map<String, Row> byName() {
    return byName;
  }

  Row named(String name) {
    return Objects.requireNonNull(byName.get(name), name);
  }

  /** Whether the command of this name, if it is one, takes times. */
  boolean isTimed(String name) {
    Row row = byName.get(name);
    return row != null && row.timed();
  }

  Row draw(Draw draw) {
    int at = draw.below(totalWeight);
    for (Row row : rows) {
      at -= row.weight();
      if (at < 0) {
        return row;
      }
    }
    throw new IllegalStateException();
  }

  private static Map<String, String> excluded() {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (String name : List.of("quit", "shutdown", "client|kill", "psync", "sync", "replconf")) {
      reasons.put(name, ENDS_THE_CONNECTION);
    }
    for (String name :
        List.of(
            "client|id",
            "client|info",
            "client|list",
            "info",
            "role",
            "lolwut",
            "lastsave",
            "memory|stats",
            "memory|doctor",
            "memory|malloc-stats",
            "memory|purge",
            "slowlog|get",
            "slowlog|len",
            "slowlog|reset",
            "latency|latest",
            "latency|history",
            "latency|doctor",
            "latency|graph",
            "latency|histogram",
            "latency|reset")) {
      reasons.put(name, OF_THIS_PROCESS);
    }
    for (String name :
        List.of("config|rewrite", "config|resetstat", "replicaof", "slaveof", "client|pause")) {
      reasons.put(name, CHANGES_THE_SERVER);
    }
    for (String name : List.of("save", "bgsave", "bgrewriteaof")) {
      reasons.put(name, WRITES_FILES);
    }
    for (String name : List.of("redwing|status", "redwing|assign", "redwing|release")) {
      reasons.put(name, "is ours alone");
    }
    for (String name :
        List.of("command", "command|count", "command|docs", "command|info", "command|list")) {
      reasons.put(name, "tells of the whole table; CommandReferenceTest compares it");
    }
    reasons.put(
        "auth",
        "valkey-server 8.0 answers a refused one behind other replies with nothing;"
            + " ConnectionCommandsTest compares it");
    reasons.put("randomkey", "is random; RandomKeyTest compares what can be compared");
    return reasons;
  }
}
