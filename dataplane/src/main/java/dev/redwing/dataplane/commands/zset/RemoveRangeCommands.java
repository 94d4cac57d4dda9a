package dev.redwing.dataplane.commands.zset;

import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.commands.zset.RangeRequest.By;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.type.zset.ZsetType;

/** Ranges that are removed: ZREMRANGEBYRANK, ZREMRANGEBYSCORE, ZREMRANGEBYLEX. */
final class RemoveRangeCommands {
  private final ZsetType zsets;
  private final RangeRequest range = new RangeRequest();

  RemoveRangeCommands(ZsetType zsets) {
    this.zsets = zsets;
  }

  void zremrangebyrank(CommandContext context) {
    remove(context, By.RANK);
  }

  void zremrangebyscore(CommandContext context) {
    remove(context, By.SCORE);
  }

  void zremrangebylex(CommandContext context) {
    remove(context, By.LEX);
  }

  private void remove(CommandContext context, By by) {
    if (!range.readPlain(context, by)) {
      return;
    }
    EntryValue value = context.value(1, ValueType.ZSET);
    if (value == null) {
      return;
    }
    if (!value.exists()) {
      context.reply().integer(0);
      return;
    }
    range.find(zsets, value);
    long removed = range.count();
    long staying = ZsetType.size(value) - removed;
    if (staying == 0) {
      // The key goes, and its blocks in slices.
      value.delete();
    } else if (removed > 0) {
      zsets.removeRange(value, range.lowest(), removed);
      value.touched();
    }
    context.changed(removed);
    context.reply().integer(removed);
  }
}
