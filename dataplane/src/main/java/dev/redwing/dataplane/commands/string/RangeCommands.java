package dev.redwing.dataplane.commands.string;

import dev.redwing.dataplane.bytes.AsciiNumbers;
import dev.redwing.dataplane.bytes.StringLimit;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.Strings;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;

/** Parts of a string: STRLEN, APPEND, SETRANGE, GETRANGE. */
final class RangeCommands {
  private static final String OFFSET_OUT_OF_RANGE = "ERR offset is out of range";

  private final Config config;

  /** Where the digits of a number are written out. */
  private final NativeBuffer digits = new NativeBuffer(32);

  RangeCommands(Config config) {
    this.config = config;
  }

  static void strlen(CommandContext context) {
    long ref = context.peek(1);
    if (!GetCommands.isWrongType(context, ref)) {
      context.reply().integer(ref == 0 ? 0 : Strings.textLength(context.database().address(ref)));
    }
  }

  void append(CommandContext context) {
    long ref = context.lookup(1);
    if (GetCommands.isWrongType(context, ref)) {
      return;
    }
    int added = context.length(2);
    if (ref == 0) {
      context
          .database()
          .strings()
          .set(
              context.hash(1),
              context.address(1),
              context.length(1),
              context.address(2),
              added,
              Entry.NO_EXPIRY,
              context.nowMillis());
      context.changed(1);
      context.reply().integer(added);
      return;
    }
    int length = Strings.textLength(context.database().address(ref));
    if (isTooLong(context, (long) length + added)) {
      return;
    }
    long grown = context.database().strings().writable(context.hash(1), ref, length + added, true);
    long target = Entry.valueAddress(context.database().address(grown)) + length;
    NativeMemory.copy(context.address(2), target, added);
    context.changed(1);
    context.reply().integer(length + added);
  }

  private boolean isTooLong(CommandContext context, long length) {
    boolean trusted = context.client().is(ClientFlag.MASTER);
    long limit = trusted ? StringLimit.MAX_BYTES : config.protoMaxBulkLenBytes();
    if (length <= Math.min(limit, StringLimit.MAX_BYTES)) {
      return false;
    }
    context.reply().error(Errors.STRING_TOO_LONG);
    return true;
  }

  void setrange(CommandContext context) {
    Arguments arguments = context.arguments(2);
    long offset = arguments.takeLong();
    if (arguments.failed()) {
      return;
    }
    if (offset < 0) {
      context.reply().error(OFFSET_OUT_OF_RANGE);
      return;
    }
    long ref = context.lookup(1);
    if (GetCommands.isWrongType(context, ref)) {
      return;
    }
    int length = ref == 0 ? 0 : Strings.textLength(context.database().address(ref));
    int written = context.length(3);
    if (written == 0) {
      context.reply().integer(length);
      return;
    }
    if (offset > StringLimit.MAX_BYTES || isTooLong(context, offset + written)) {
      if (offset > StringLimit.MAX_BYTES) {
        context.reply().error(Errors.STRING_TOO_LONG);
      }
      return;
    }
    int newLength = Math.max(length, (int) offset + written);
    Strings strings = context.database().strings();
    long writable =
        ref == 0
            ? strings.createWritable(
                context.hash(1), context.address(1), context.length(1), newLength)
            : strings.writable(context.hash(1), ref, newLength, true);
    long target = Entry.valueAddress(context.database().address(writable)) + offset;
    NativeMemory.copy(context.address(3), target, written);
    context.changed(1);
    context.reply().integer(newLength);
  }

  void getrange(CommandContext context) {
    Arguments arguments = context.arguments(2);
    long start = arguments.takeLong();
    long end = arguments.takeLong();
    if (arguments.failed()) {
      return;
    }
    long ref = context.lookup(1);
    if (GetCommands.isWrongType(context, ref)) {
      return;
    }
    long text = digits.address();
    int length = 0;
    if (ref != 0) {
      long address = context.database().address(ref);
      if (Entry.isInt(address)) {
        length = AsciiNumbers.write(Entry.intValue(address), text);
      } else {
        text = Entry.valueAddress(address);
        length = Entry.valueLength(address);
      }
    }
    boolean backwards = start < 0 && end < 0 && start > end;
    long from = Math.max(0, start < 0 ? length + start : start);
    long to = Math.min(length - 1L, Math.max(0, end < 0 ? length + end : end));
    if (backwards || from > to) {
      context.reply().bulk(text, 0);
    } else {
      context.reply().bulk(text + from, (int) (to - from + 1));
    }
  }
}
