package dev.redwing.dataplane.commands.set;

import dev.redwing.dataplane.command.CollectionScan;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.type.set.SetType;

/** SSCAN. */
final class SetScanCommand implements CollectionScan.Source {
  private final SetType sets;

  SetScanCommand(SetType sets) {
    this.sets = sets;
  }

  void sscan(CommandContext context) {
    CollectionScan.run(context, ValueType.SET, this);
  }

  @Override
  public boolean isSmall(EntryValue value) {
    return SetType.isSmall(value);
  }

  @Override
  public void forEach(EntryValue value, CollectionScan.Found found) {
    sets.forEach(value, found::name);
  }

  @Override
  public long scan(EntryValue value, long cursor, int limit, CollectionScan.Found found) {
    return sets.scan(value, cursor, limit, found::name);
  }
}
