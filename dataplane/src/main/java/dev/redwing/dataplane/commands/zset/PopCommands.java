package dev.redwing.dataplane.commands.zset;

import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.MultiPopRequest;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.zset.ZsetCursor;
import dev.redwing.dataplane.type.zset.ZsetType;
import java.nio.charset.StandardCharsets;

/** Members that go out from an end: ZPOPMIN, ZPOPMAX, ZMPOP. */
final class PopCommands {
  private static final byte[] ZPOPMIN = "ZPOPMIN".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ZPOPMAX = "ZPOPMAX".getBytes(StandardCharsets.US_ASCII);
  private final ZsetType zsets;
  private final MultiPopRequest request = new MultiPopRequest("MIN", "MAX");

  PopCommands(ZsetType zsets) {
    this.zsets = zsets;
  }

  void zpopmin(CommandContext context) {
    pop(context, false);
  }

  void zpopmax(CommandContext context) {
    pop(context, true);
  }

  private void pop(CommandContext context, boolean max) {
    Arguments arguments = context.arguments(2);
    boolean counted = arguments.hasNext();
    if (context.count() > 3) {
      arguments.fail(Errors.SYNTAX);
    }
    long count = counted ? arguments.takeLong(0, Long.MAX_VALUE, Errors.NOT_POSITIVE) : 1;
    if (arguments.failed()) {
      return;
    }
    EntryValue value = context.value(1, ValueType.ZSET);
    if (value == null) {
      return;
    }
    ReplyWriter reply = context.reply();
    if (!value.exists() || count == 0) {
      reply.array(0);
      return;
    }
    long popped = Math.min(count, ZsetType.size(value));
    // Without a count RESP3 has the one pair flat, too.
    boolean nested = counted && reply.protocol() > 2;
    reply.array(Math.toIntExact(nested ? popped : Math.multiplyExact(popped, 2)));
    replyAndRemove(context, value, max, popped, nested);
  }

  private void replyAndRemove(
      CommandContext context, EntryValue value, boolean max, long count, boolean nested) {
    ReplyWriter reply = context.reply();
    long size = ZsetType.size(value);
    ZsetCursor cursor = zsets.cursor();
    cursor.seek(value, max ? size - 1 : 0);
    for (long i = 0; i < count; i++) {
      if (i > 0) {
        cursor.step(max);
      }
      if (nested) {
        reply.array(2);
      }
      PackText member = cursor.member();
      reply.bulk(member.address(), member.length());
      reply.doubleValue(cursor.score());
    }
    if (count == size) {
      value.delete();
    } else {
      zsets.removeRange(value, max ? size - count : 0, count);
      value.touched();
    }
    context.changed(count);
  }

  void zmpop(CommandContext context) {
    if (request.read(context)) {
      popFirst(context, request.endOfKeys(), request.isRight(), request.count());
    }
  }

  /** From the first of the keys that holds a sorted set. */
  private void popFirst(CommandContext context, int end, boolean max, long count) {
    ReplyWriter reply = context.reply();
    for (int i = MultiPopRequest.FIRST_KEY; i < end; i++) {
      EntryValue value = context.value(i, ValueType.ZSET);
      if (value == null) {
        return;
      }
      if (value.exists()) {
        long popped = Math.min(count, ZsetType.size(value));
        reply.array(2);
        reply.bulk(context.address(i), context.length(i));
        reply.array(Math.toIntExact(popped));
        replyAndRemove(context, value, max, popped, true);
        context
            .propagate(3)
            .word(max ? ZPOPMAX : ZPOPMIN)
            .word(context.address(i), context.length(i))
            .word(popped);
        return;
      }
    }
    reply.nullArray();
  }
}
