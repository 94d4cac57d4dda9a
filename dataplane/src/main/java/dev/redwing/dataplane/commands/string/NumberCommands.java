package dev.redwing.dataplane.commands.string;

import dev.redwing.dataplane.bytes.AsciiNumbers;
import dev.redwing.dataplane.bytes.LongDouble;
import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.Strings;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Strings as numbers: INCR and its family. */
final class NumberCommands {
  private static final byte[] SET = "SET".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] KEEPTTL = "KEEPTTL".getBytes(StandardCharsets.US_ASCII);
  private static final String DECREMENT_OVERFLOW = "ERR decrement would overflow";

  private NumberCommands() {}

  static void incr(CommandContext context) {
    add(context, 1);
  }

  static void decr(CommandContext context) {
    add(context, -1);
  }

  static void incrby(CommandContext context) {
    Arguments arguments = context.arguments(2);
    long increment = arguments.takeLong();
    if (!arguments.failed()) {
      add(context, increment);
    }
  }

  static void decrby(CommandContext context) {
    Arguments arguments = context.arguments(2);
    long decrement = arguments.takeLong();
    if (arguments.failed()) {
      return;
    }
    if (decrement == Long.MIN_VALUE) {
      context.reply().error(DECREMENT_OVERFLOW);
      return;
    }
    add(context, -decrement);
  }

  private static void add(CommandContext context, long increment) {
    long ref = context.lookup(1);
    if (GetCommands.isWrongType(context, ref)) {
      return;
    }
    long old = 0;
    if (ref != 0) {
      long address = context.database().address(ref);
      if (Entry.isInt(address)) {
        old = Entry.intValue(address);
      } else {
        long text = Entry.valueAddress(address);
        int length = Entry.valueLength(address);
        if (!AsciiNumbers.isLong(text, length)) {
          context.reply().error(Errors.NOT_AN_INTEGER);
          return;
        }
        old = AsciiNumbers.parseLong(text, length, 0);
      }
    }
    long sum = old + increment;
    if (((old ^ sum) & (increment ^ sum)) < 0) {
      context.reply().error(Errors.OVERFLOW);
      return;
    }
    context
        .database()
        .strings()
        .setLong(
            context.hash(1),
            context.address(1),
            context.length(1),
            sum,
            Strings.KEEP_TTL,
            context.nowMillis());
    context.changed(1);
    context.reply().integer(sum);
  }

  /** Computes with 80-bit floats as redis-server does, and propagates the result. */
  static void incrbyfloat(CommandContext context) {
    long ref = context.lookup(1);
    if (GetCommands.isWrongType(context, ref)) {
      return;
    }
    String oldText = ref == 0 ? "0" : text(context.database().address(ref));
    String incrementText = LongDouble.textAt(context.address(2), context.length(2));
    LongDouble old = LongDouble.parse(oldText);
    LongDouble increment = LongDouble.parse(incrementText);
    if ((old == null && !LongDouble.isInfinite(oldText))
        || (increment == null && !LongDouble.isInfinite(incrementText))) {
      context.reply().error(Errors.NOT_A_FLOAT);
      return;
    }
    LongDouble sum = sum(old, increment);
    if (sum == null) {
      context.reply().error(Errors.NAN_OR_INFINITY);
      return;
    }
    byte[] result = sum.text().getBytes(StandardCharsets.US_ASCII);
    try (NativeBuffer bytes = new NativeBuffer(result.length)) {
      NativeMemory.copyIn(result, 0, bytes.address(), result.length);
      context
          .database()
          .strings()
          .setText(
              context.hash(1),
              context.address(1),
              context.length(1),
              bytes.address(),
              result.length,
              Strings.KEEP_TTL,
              context.nowMillis());
    }
    context.changed(1);
    context
        .propagate(4)
        .word(SET)
        .word(context.address(1), context.length(1))
        .word(result)
        .word(KEEPTTL);
    context.reply().bulk(result);
  }

  /** Null where one of them, or the sum, is infinite. */
  private static @Nullable LongDouble sum(@Nullable LongDouble a, @Nullable LongDouble b) {
    return a == null || b == null ? null : a.plus(b);
  }

  private static String text(long address) {
    return Entry.isInt(address)
        ? Long.toString(Entry.intValue(address))
        : LongDouble.textAt(Entry.valueAddress(address), Entry.valueLength(address));
  }
}
