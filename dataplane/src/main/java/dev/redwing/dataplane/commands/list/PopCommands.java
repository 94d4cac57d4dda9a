package dev.redwing.dataplane.commands.list;

import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.MultiPopRequest;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.list.ListCursor;
import dev.redwing.dataplane.type.list.ListType;
import java.nio.charset.StandardCharsets;

/** Elements that go out from an end. */
final class PopCommands {
  private static final byte[] LPOP = "LPOP".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] RPOP = "RPOP".getBytes(StandardCharsets.US_ASCII);

  private final ListType lists;
  private final MultiPopRequest request = new MultiPopRequest("LEFT", "RIGHT");

  PopCommands(ListType lists) {
    this.lists = lists;
  }

  void lpop(CommandContext context) {
    pop(context, true);
  }

  void rpop(CommandContext context) {
    pop(context, false);
  }

  private void pop(CommandContext context, boolean head) {
    if (context.count() > 3) {
      context.reply().error(Errors.wrongArity(context.command().name()));
      return;
    }
    boolean counted = context.count() == 3;
    long count = 1;
    if (counted) {
      Arguments arguments = context.arguments(2);
      count = arguments.takeLong(0, Long.MAX_VALUE, Errors.NOT_POSITIVE);
      if (arguments.failed()) {
        return;
      }
    }
    EntryValue value = context.value(1, ValueType.LIST);
    if (value == null) {
      return;
    }
    ReplyWriter reply = context.reply();
    if (!value.exists()) {
      if (counted) {
        reply.nullArray();
      } else {
        reply.nullBulk();
      }
      return;
    }
    if (count == 0) {
      reply.array(0);
      return;
    }
    long popped = Math.min(count, ListType.size(value));
    if (counted) {
      reply.array(Math.toIntExact(popped));
    }
    replyAndRemove(context, value, head, popped);
  }

  private void replyAndRemove(CommandContext context, EntryValue value, boolean head, long count) {
    long size = ListType.size(value);
    ListCursor cursor = lists.cursor();
    cursor.seek(value, head ? 0 : size - 1);
    for (long i = 0; i < count; i++) {
      if (i > 0) {
        cursor.step(!head);
      }
      PackText element = cursor.text();
      context.reply().bulk(element.address(), element.length());
    }
    if (count == size) {
      value.delete();
    } else {
      if (count == 1) {
        lists.removeAtCursor(value);
      } else {
        lists.removeRange(value, head ? 0 : size - count, count);
      }
      lists.shrink(value);
      value.touched();
    }
    context.changed(count);
  }

  void lmpop(CommandContext context) {
    if (request.read(context)) {
      popFirst(context, request.endOfKeys(), !request.isRight(), request.count());
    }
  }

  /** From the first of the keys that holds a list. */
  private void popFirst(CommandContext context, int end, boolean head, long count) {
    ReplyWriter reply = context.reply();
    for (int i = MultiPopRequest.FIRST_KEY; i < end; i++) {
      EntryValue value = context.value(i, ValueType.LIST);
      if (value == null) {
        return;
      }
      if (value.exists()) {
        long popped = Math.min(count, ListType.size(value));
        reply.array(2);
        reply.bulk(context.address(i), context.length(i));
        reply.array(Math.toIntExact(popped));
        replyAndRemove(context, value, head, popped);
        context
            .propagate(3)
            .word(head ? LPOP : RPOP)
            .word(context.address(i), context.length(i))
            .word(popped);
        return;
      }
    }
    reply.nullArray();
  }
}
