package dev.redwing.dataplane.commands.list;

import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.type.list.ListType;

/** Elements that go out from wherever they are, unseen. */
final class RemoveCommands {
  private final ListType lists;

  RemoveCommands(ListType lists) {
    this.lists = lists;
  }

  void lrem(CommandContext context) {
    Arguments arguments = context.arguments(2);
    long count = arguments.takeSignedCount();
    if (arguments.failed()) {
      return;
    }
    EntryValue value = context.value(1, ValueType.LIST);
    if (value == null) {
      return;
    }
    long removed = 0;
    if (value.exists()) {
      long max = count == 0 ? Long.MAX_VALUE : Math.abs(count);
      value.prepareDelete(); // Perhaps all go.
      removed = lists.removeEqual(value, context.address(3), context.length(3), max, count < 0);
    }
    if (removed > 0) {
      finish(context, value, removed);
    }
    context.reply().integer(removed);
  }

  private void finish(CommandContext context, EntryValue value, long removed) {
    if (ListType.size(value) == 0) {
      value.delete();
    } else {
      lists.shrink(value);
      value.touched();
    }
    context.changed(removed);
  }

  void ltrim(CommandContext context) {
    Arguments arguments = context.arguments(2);
    long first = arguments.takeLong();
    long last = arguments.takeLong();
    if (arguments.failed()) {
      return;
    }
    EntryValue value = context.value(1, ValueType.LIST);
    if (value == null) {
      return;
    }
    if (value.exists()) {
      long size = ListType.size(value);
      long from = Math.max(0, first < 0 ? first + size : first);
      long to = Math.min(size - 1, last < 0 ? last + size : last);
      if (from > to) {
        value.delete();
        context.changed(size);
      } else {
        lists.keepRange(value, from, to - from + 1);
        finish(context, value, size - (to - from + 1));
      }
    }
    context.reply().ok();
  }
}
