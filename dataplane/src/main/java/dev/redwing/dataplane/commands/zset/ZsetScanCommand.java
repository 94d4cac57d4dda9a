package dev.redwing.dataplane.commands.zset;

import dev.redwing.dataplane.command.CollectionScan;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.type.zset.ScoredVisitor;
import dev.redwing.dataplane.type.zset.ZsetType;

/** ZSCAN. */
final class ZsetScanCommand implements CollectionScan.Source {
  private final ZsetType zsets;

  ZsetScanCommand(ZsetType zsets) {
    this.zsets = zsets;
  }

  void zscan(CommandContext context) {
    CollectionScan.run(context, ValueType.ZSET, this);
  }

  @Override
  public boolean isSmall(EntryValue value) {
    return ZsetType.isSmall(value);
  }

  @Override
  public void forEach(EntryValue value, CollectionScan.Found found) {
    zsets.forEach(value, showing(found));
  }

  @Override
  public long scan(EntryValue value, long cursor, int limit, CollectionScan.Found found) {
    return zsets.scan(value, cursor, limit, showing(found));
  }

  private static ScoredVisitor showing(CollectionScan.Found found) {
    return (member, length, score) -> {
      if (found.name(member, length)) {
        found.score(score);
      }
    };
  }
}
