package dev.redwing.dataplane;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which package may import which: the rows are below, and the code is held to them. */
final class ImportTable {
  /**
   * A package, below the root, and what it may import; after {@code #} the reason where that is
   * more than its place in the order explains. {@code x.*} is x and what is below it; a row for one
   * of those adds to the common one. From the bottom to the top. A package without a row may import
   * nothing.
   */
  private static final String ROWS =
      """
      bytes                ->
      env                  -> bytes
      config               -> bytes
      stats                -> bytes config  # sections of INFO show what is configured
      memory               -> bytes env  # plain access, adr/0009
      collect              -> bytes memory env  # random members; the seed of the hash
      resp                 -> bytes memory  # arguments and replies are addresses in native memory
      command.spec         -> bytes
      type.*               -> bytes collect type.* memory env  # members as blocks; random members
      keyspace             -> type.* bytes collect env memory  # a Dict of blocks, time, samples
      client               -> resp acl config bytes
      propagate            -> resp bytes memory client  # CommandApplier: the stream is a client
      tx                   -> client resp keyspace env memory bytes  # WATCH observes the keyspace
      command              -> bytes env config command.spec memory collect resp type.* keyspace
      command              -> client propagate acl tx  # MULTI queues in the dispatcher
      rdb                  -> type.* keyspace bytes memory env  # checksums; blocks; files
      rdb                  -> collect  # small collections are copied as they lie
      aof                  -> propagate rdb resp client config keyspace env memory bytes  # replays
      aof                  -> type.*  # a rewrite as commands goes through collections
      persistence          -> aof rdb propagate keyspace config stats env memory bytes  # adr/0010
      replication.*        -> propagate rdb resp client config keyspace env memory bytes stats
      replication.*        -> replication.*  # Replication wires the parts, which share its values
      commands.*           -> command command.spec type.* keyspace
      commands.*           -> client config env memory bytes propagate resp  # as command does
      commands.*           -> collect  # computes collections before they have a key
      commands.acl         -> acl
      commands.connection  -> acl tx  # CLIENT LIST shows a transaction's length
      commands.persistence -> persistence rdb  # DUMP is RDB's encoding
      commands.pubsub      -> pubsub
      commands.replication -> replication.*
      commands.scripting   -> scripting
      commands.server      -> stats
      commands.transaction -> tx
      net                  -> resp client config env memory bytes stats  # limits, TLS; timers
      server               -> *
      (root)               -> config server  # Main
      """;

  private record Row(String importer, Set<String> imported) {}

  private static final List<Row> TABLE = parse();

  private ImportTable() {}

  private static List<Row> parse() {
    List<Row> rows = new ArrayList<>();
    for (String line : ROWS.lines().toList()) {
      String[] sides = line.replaceFirst("#.*", "").split("->", 2);
      String right = sides[1].strip();
      Set<String> imported = right.isEmpty() ? Set.of() : Set.of(right.split(" +"));
      rows.add(new Row(sides[0].strip(), imported));
    }
    return rows;
  }

  /** Whether a row speaks of this package. */
  static boolean names(String packageName) {
    return TABLE.stream().anyMatch(row -> covers(row.importer, packageName));
  }

  static boolean allows(String importer, String imported) {
    return TABLE.stream()
        .filter(row -> covers(row.importer, importer))
        .flatMap(row -> row.imported.stream())
        .anyMatch(pattern -> covers(pattern, imported));
  }

  private static boolean covers(String pattern, String packageName) {
    if (pattern.equals("*")) {
      return true;
    }
    if (!pattern.endsWith(".*")) {
      return pattern.equals(packageName.isEmpty() ? "(root)" : packageName);
    }
    String top = pattern.substring(0, pattern.length() - 2);
    return packageName.equals(top) || packageName.startsWith(top + ".");
  }
}
