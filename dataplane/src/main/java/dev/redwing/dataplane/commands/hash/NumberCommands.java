package dev.redwing.dataplane.commands.hash;

import dev.redwing.dataplane.bytes.AsciiNumbers;
import dev.redwing.dataplane.bytes.LongDouble;
import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.type.hash.HashType;
import java.nio.charset.StandardCharsets;

/** Values as numbers: HINCRBY and HINCRBYFLOAT. */
final class NumberCommands {
  private static final String VALUE_NOT_AN_INTEGER = "ERR hash value is not an integer";
  private static final String VALUE_NOT_A_FLOAT = "ERR hash value is not a float";
  private static final String INFINITE_INCREMENT = "ERR value is NaN or Infinity";
  private static final byte[] HSET = "HSET".getBytes(StandardCharsets.US_ASCII);

  private final HashType hashes;

  /** Where the digits of a number are written out. */
  private final NativeBuffer digits = new NativeBuffer(32);

  NumberCommands(HashType hashes) {
    this.hashes = hashes;
  }

  private boolean find(CommandContext context, EntryValue value) {
    return value.exists() && hashes.find(value, context.address(2), context.length(2));
  }

  private void put(CommandContext context, EntryValue value, long text, int length) {
    WriteCommands.ensureExists(context, value);
    hashes.put(value, context.address(2), context.length(2), text, length);
    value.touched();
    context.changed(1);
  }

  void hincrby(CommandContext context) {
    Arguments arguments = context.arguments(3);
    long increment = arguments.takeLong();
    if (arguments.failed()) {
      return;
    }
    EntryValue value = context.value(1, ValueType.HASH);
    if (value == null) {
      return;
    }
    long old = 0;
    if (find(context, value)) {
      if (!AsciiNumbers.isLong(hashes.valueAddress(), hashes.valueLength())) {
        context.reply().error(VALUE_NOT_AN_INTEGER);
        return;
      }
      old = AsciiNumbers.parseLong(hashes.valueAddress(), hashes.valueLength(), 0);
    }
    long sum = old + increment;
    if (((old ^ sum) & (increment ^ sum)) < 0) {
      context.reply().error(Errors.OVERFLOW);
      return;
    }
    put(context, value, digits.address(), AsciiNumbers.write(sum, digits.address()));
    context.reply().integer(sum);
  }

  /** Computes with 80-bit floats as redis-server does, and propagates the result. */
  void hincrbyfloat(CommandContext context) {
    String incrementText = LongDouble.textAt(context.address(3), context.length(3));
    LongDouble increment = LongDouble.parse(incrementText);
    if (increment == null) {
      boolean infinite = LongDouble.isInfinite(incrementText);
      context.reply().error(infinite ? INFINITE_INCREMENT : Errors.NOT_A_FLOAT);
      return;
    }
    EntryValue value = context.value(1, ValueType.HASH);
    if (value == null) {
      return;
    }
    String oldText = find(context, value) ? foundText() : "0";
    LongDouble old = LongDouble.parse(oldText);
    if (old == null && !LongDouble.isInfinite(oldText)) {
      context.reply().error(VALUE_NOT_A_FLOAT);
      return;
    }
    LongDouble sum = old == null ? null : old.plus(increment);
    if (sum == null) {
      context.reply().error(Errors.NAN_OR_INFINITY);
      return;
    }
    byte[] text = sum.text().getBytes(StandardCharsets.US_ASCII);
    digits.grow(text.length, 0);
    NativeMemory.copyIn(text, 0, digits.address(), text.length);
    put(context, value, digits.address(), text.length);
    context
        .propagate(4)
        .word(HSET)
        .word(context.address(1), context.length(1))
        .word(context.address(2), context.length(2))
        .word(text);
    context.reply().bulk(text);
  }

  private String foundText() {
    return LongDouble.textAt(hashes.valueAddress(), hashes.valueLength());
  }
}
