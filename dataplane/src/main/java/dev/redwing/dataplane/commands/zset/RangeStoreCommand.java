package dev.redwing.dataplane.commands.zset;

import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.commands.zset.RangeRequest.By;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.type.zset.ZsetType;

/** ZRANGESTORE. */
final class RangeStoreCommand {
  private final ZsetType zsets;
  private final RangeRequest range = new RangeRequest();
  private final ResultStore result;

  RangeStoreCommand(ZsetType zsets) {
    this.zsets = zsets;
    result = new ResultStore(zsets);
  }

  void zrangestore(CommandContext context) {
    if (!range.read(context, 2, By.AUTO, false, true)) {
      return;
    }
    EntryValue source = context.sourceValue(2, ValueType.ZSET);
    if (source == null) {
      return;
    }
    try {
      if (source.exists()) {
        range.find(zsets, source);
        copy(source);
      }
      result.store(context);
    } finally {
      result.clear();
    }
  }

  /**
   * A small result is a listpack; one that has been none stays so, whatever it holds. As in Redis,
   * only a range of ranks tells beforehand that there are too many for one. How it began and the
   * order of the request show: a listpack makes 0 of -0.0, until too many members or a long one end
   * it.
   */
  private void copy(EntryValue source) {
    zsets.init(result.value(), range.isByRank() ? range.count() : 0, 0);
    zsets.forEach(source, range.first(), range.count(), range.isBackwards(), result::add);
  }
}
