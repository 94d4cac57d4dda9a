package dev.redwing.dataplane.commands.hash;

import dev.redwing.dataplane.command.CollectionScan;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.type.hash.FieldVisitor;
import dev.redwing.dataplane.type.hash.HashType;

/** HSCAN. */
final class HashScanCommand implements CollectionScan.Source {
  private final HashType hashes;

  HashScanCommand(HashType hashes) {
    this.hashes = hashes;
  }

  void hscan(CommandContext context) {
    CollectionScan.run(context, ValueType.HASH, this);
  }

  @Override
  public boolean isSmall(EntryValue value) {
    return HashType.isSmall(value);
  }

  @Override
  public void forEach(EntryValue value, CollectionScan.Found found) {
    hashes.forEach(value, showing(found));
  }

  @Override
  public long scan(EntryValue value, long cursor, int limit, CollectionScan.Found found) {
    return hashes.scan(value, cursor, limit, showing(found));
  }

  private static FieldVisitor showing(CollectionScan.Found found) {
    return (field, fieldLength, content, contentLength) -> {
      if (found.name(field, fieldLength)) {
        found.word(content, contentLength);
      }
    };
  }
}
