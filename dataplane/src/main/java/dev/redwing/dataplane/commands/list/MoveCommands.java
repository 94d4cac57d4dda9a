package dev.redwing.dataplane.commands.list;

import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.type.list.ListMove;
import dev.redwing.dataplane.type.list.ListType;

/** An element that goes from an end of one list to an end of another, or of the same. */
final class MoveCommands {
  private final ListType lists;
  private final ListMove move;

  MoveCommands(ListType lists) {
    this.lists = lists;
    move = new ListMove(lists);
  }

  void lmove(CommandContext context) {
    boolean fromHead = context.is(3, "LEFT");
    boolean toHead = context.is(4, "LEFT");
    if ((!fromHead && !context.is(3, "RIGHT")) || (!toHead && !context.is(4, "RIGHT"))) {
      context.reply().error(Errors.SYNTAX);
      return;
    }
    move(context, fromHead, toHead);
  }

  void rpoplpush(CommandContext context) {
    move(context, false, true);
  }

  private void move(CommandContext context, boolean fromHead, boolean toHead) {
    EntryValue source = context.value(1, ValueType.LIST);
    if (source == null) {
      return;
    }
    if (!source.exists()) {
      context.reply().nullBulk();
      return;
    }
    EntryValue other = context.secondValue(2, ValueType.LIST);
    if (other == null) {
      return;
    }
    boolean sameList = other.exists() && other.ref() == source.ref();
    EntryValue target = sameList ? source : other;
    if (!target.exists()) {
      context.create(target, 2, ValueType.LIST);
    }
    if (ListType.size(source) == 1) {
      source.prepareDelete();
    }
    int length = move.move(source, fromHead, target, toHead);
    if (!sameList) {
      target.touched();
    }
    if (ListType.size(source) == 0) {
      source.delete();
    } else {
      lists.shrink(source);
      source.touched();
    }
    context.changed(1);
    context.reply().bulk(move.address(), length);
    move.forget();
  }
}
