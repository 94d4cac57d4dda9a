package dev.redwing.dataplane.commands.list;

import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.type.list.ListCursor;
import dev.redwing.dataplane.type.list.ListType;

/** Elements that come in: at the ends, beside another, in the place of another. */
final class InsertCommands {
  private static final int ABSENT = -1;

  private final ListType lists;

  InsertCommands(ListType lists) {
    this.lists = lists;
  }

  void lpush(CommandContext context) {
    push(context, true, false);
  }

  void rpush(CommandContext context) {
    push(context, false, false);
  }

  void lpushx(CommandContext context) {
    push(context, true, true);
  }

  void rpushx(CommandContext context) {
    push(context, false, true);
  }

  private void push(CommandContext context, boolean head, boolean onlyIfThere) {
    EntryValue value = context.value(1, ValueType.LIST);
    if (value == null) {
      return;
    }
    if (!value.exists()) {
      if (onlyIfThere) {
        context.reply().integer(0);
        return;
      }
      context.create(value, 1, ValueType.LIST);
    }
    long bytes = 0;
    for (int i = 2; i < context.count(); i++) {
      bytes += context.length(i);
    }
    lists.expect(value, bytes, context.count() - 2L);
    for (int i = 2; i < context.count(); i++) {
      lists.push(value, head, context.address(i), context.length(i));
      context.changed(value, i + 1);
    }
    context.reply().integer(ListType.size(value));
  }

  void linsert(CommandContext context) {
    boolean after = context.is(2, "AFTER");
    if (!after && !context.is(2, "BEFORE")) {
      context.reply().error(Errors.SYNTAX);
      return;
    }
    EntryValue value = context.value(1, ValueType.LIST);
    if (value == null) {
      return;
    }
    if (!value.exists()) {
      context.reply().integer(0);
      return;
    }
    // As in Redis the list changes its form whether the other element is found or not.
    lists.expect(value, context.length(4), 1);
    long index = find(context, value);
    if (index == ABSENT) {
      context.reply().integer(ABSENT);
      return;
    }
    lists.insert(value, index, after, context.address(4), context.length(4));
    value.touched();
    context.changed(1);
    context.reply().integer(ListType.size(value));
  }

  private long find(CommandContext context, EntryValue value) {
    ListCursor cursor = lists.cursor();
    long index = 0;
    boolean more = cursor.seek(value, 0);
    while (more) {
      if (cursor.equalTo(context.address(3), context.length(3))) {
        return index;
      }
      index++;
      more = cursor.step(false);
    }
    return ABSENT;
  }

  void lset(CommandContext context) {
    EntryValue value = context.value(1, ValueType.LIST);
    if (value == null) {
      return;
    }
    if (!value.exists()) {
      context.reply().error(Errors.NO_SUCH_KEY);
      return;
    }
    Arguments arguments = context.arguments(2);
    long index = arguments.takeLong();
    if (arguments.failed()) {
      return;
    }
    lists.expect(value, context.length(3), 1);
    long size = ListType.size(value);
    long at = index < 0 ? index + size : index;
    if (at < 0 || at >= size) {
      context.reply().error(Errors.INDEX_OUT_OF_RANGE);
      return;
    }
    lists.set(value, at, context.address(3), context.length(3));
    lists.shrink(value);
    value.touched();
    context.changed(1);
    context.reply().ok();
  }
}
