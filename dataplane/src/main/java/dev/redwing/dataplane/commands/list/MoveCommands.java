package dev.redwing.dataplane.commands.list;

import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.type.list.ListCursor;
import dev.redwing.dataplane.type.list.ListType;

/** An element that goes from an end of one list to an end of another, or of the same. */
final class MoveCommands {
  private static final int KEPT_SCRATCH_BYTES = 64 * 1024;

  private final ListType lists;

  /** The element on its way. */
  private final NativeBuffer scratch = new NativeBuffer(256);

  MoveCommands(ListType lists) {
    this.lists = lists;
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
    int length = pop(source, fromHead);
    if (!target.exists()) {
      InsertCommands.create(context, target, 2);
    }
    lists.expect(target, length, 1);
    lists.push(target, toHead, scratch.address(), length);
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
    context.reply().bulk(scratch.address(), length);
    scratch.shrink(KEPT_SCRATCH_BYTES, 0);
  }

  /** Takes an element out into the scratch; its length. */
  private int pop(EntryValue source, boolean head) {
    long index = head ? 0 : ListType.size(source) - 1;
    ListCursor cursor = lists.cursor();
    cursor.seek(source, index);
    PackText element = cursor.text();
    int length = element.length();
    scratch.grow(length, 0);
    NativeMemory.copy(element.address(), scratch.address(), length);
    lists.removeRange(source, index, 1);
    return length;
  }
}
