package dev.redwing.dataplane.commands.string;

import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.resp.ReplyWriter;

/** GET and MGET, and how a string value is replied. */
final class GetCommands {
  private GetCommands() {}

  static void get(CommandContext context) {
    replyValue(context, context.lookup(1));
  }

  static void mget(CommandContext context) {
    ReplyWriter reply = context.reply();
    int count = context.count();
    reply.array(count - 1);
    for (int i = 1; i < count; i++) {
      long ref = context.lookup(i);
      if (ref == 0 || Entry.type(context.database().address(ref)) != ValueType.STRING) {
        reply.nullBulk();
      } else {
        write(reply, context.database().address(ref));
      }
    }
  }

  /** Replies the value of {@code ref}, null for 0; false when it is no string. */
  static boolean replyValue(CommandContext context, long ref) {
    if (ref == 0) {
      context.reply().nullBulk();
      return true;
    }
    long address = context.database().address(ref);
    if (Entry.type(address) != ValueType.STRING) {
      context.reply().error(Errors.WRONG_TYPE);
      return false;
    }
    write(context.reply(), address);
    return true;
  }

  private static void write(ReplyWriter reply, long address) {
    if (Entry.isInt(address)) {
      reply.bulkInteger(Entry.intValue(address));
    } else {
      reply.bulk(Entry.valueAddress(address), Entry.valueLength(address));
    }
  }

  /** Whether {@code ref} is something else than a string; the error has then been replied. */
  static boolean isWrongType(CommandContext context, long ref) {
    if (ref == 0 || Entry.type(context.database().address(ref)) == ValueType.STRING) {
      return false;
    }
    context.reply().error(Errors.WRONG_TYPE);
    return true;
  }
}
