package dev.redwing.dataplane.commands.zset;

import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.commands.zset.RangeRequest.By;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import dev.redwing.dataplane.type.zset.ScoredVisitor;
import dev.redwing.dataplane.type.zset.ZsetType;

/** Ranges that are removed: ZREMRANGEBYRANK, ZREMRANGEBYSCORE, ZREMRANGEBYLEX. */
final class RemoveRangeCommands {
  private static final ScoredVisitor NOBODY = (member, length, score) -> {};

  /** Fewer than these are removed one by one, whatever stays. */
  private static final long MANY = 1024;

  /** So many times what stays must go for it to be worth moving that. */
  private static final long MOST = 8;

  private final ZsetType zsets;
  private final RangeRequest range = new RangeRequest();
  private final ResultStore rest;

  RemoveRangeCommands(ZsetType zsets) {
    this.zsets = zsets;
    rest = new ResultStore(zsets);
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
    } else if (removed < MANY || removed < MOST * staying || !replaceByRest(value)) {
      removeEach(value);
    }
    context.changed(removed);
    context.reply().integer(removed);
  }

  private void removeEach(EntryValue value) {
    if (range.count() > 0) {
      zsets.removeRange(value, range.lowest(), range.count(), NOBODY);
      value.touched();
    }
  }

  /**
   * Puts what stays into the place of the whole, whose blocks are freed in slices; false if there
   * is no memory for it.
   */
  private boolean replaceByRest(EntryValue value) {
    long end = range.lowest() + range.count();
    try {
      rest.begin();
      zsets.forEach(value, 0, range.lowest(), false, rest::add);
      zsets.forEach(value, end, Long.MAX_VALUE, false, rest::add);
      rest.putInto(value);
      return true;
    } catch (OutOfNativeMemoryException e) {
      return false;
    } finally {
      rest.clear();
    }
  }
}
