package dev.redwing.dataplane.commands.hash;

import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.hash.FieldVisitor;
import dev.redwing.dataplane.type.hash.HashType;

/** HRANDFIELD. */
final class RandomFieldCommand {
  /** Fields with repetitions in one reply; Redis would try to give any number. */
  private static final long MAX_REPEATED = 1 << 28;

  private final HashType hashes;
  private final RandomSource random;

  RandomFieldCommand(HashType hashes, RandomSource random) {
    this.hashes = hashes;
    this.random = random;
  }

  void hrandfield(CommandContext context) {
    if (context.count() == 2) {
      one(context);
      return;
    }
    Arguments arguments = context.arguments(2);
    long count = arguments.takeSignedCount();
    boolean withValues = arguments.take("WITHVALUES");
    arguments.end();
    if (withValues && Math.abs(count) > Long.MAX_VALUE / 2) {
      arguments.fail(Errors.OUT_OF_RANGE);
    }
    if (-count > MAX_REPEATED) {
      arguments.fail(Errors.OUT_OF_RANGE);
    }
    if (arguments.failed()) {
      return;
    }
    EntryValue value = context.value(1, ValueType.HASH);
    if (value == null) {
      return;
    }
    if (!value.exists() || count == 0) {
      context.reply().array(0);
    } else if (count < 0) {
      repeated(context.reply(), value, (int) -count, withValues);
    } else {
      distinct(context.reply(), value, count, withValues);
    }
  }

  private void one(CommandContext context) {
    EntryValue value = context.value(1, ValueType.HASH);
    if (value == null) {
      return;
    }
    if (!value.exists()) {
      context.reply().nullBulk();
      return;
    }
    hashes.random(value, random);
    context.reply().bulk(hashes.fieldAddress(), hashes.fieldLength());
  }

  private void repeated(ReplyWriter reply, EntryValue value, int count, boolean withValues) {
    begin(reply, count, withValues);
    for (int i = 0; i < count; i++) {
      hashes.random(value, random);
      write(
          reply,
          withValues,
          hashes.fieldAddress(),
          hashes.fieldLength(),
          hashes.valueAddress(),
          hashes.valueLength());
    }
  }

  private void distinct(ReplyWriter reply, EntryValue value, long count, boolean withValues) {
    long size = HashType.size(value);
    begin(reply, Math.toIntExact(Math.min(count, size)), withValues);
    FieldVisitor writer =
        (field, fieldLength, content, contentLength) ->
            write(reply, withValues, field, fieldLength, content, contentLength);
    if (count >= size) {
      hashes.forEach(value, writer);
    } else {
      hashes.sample(value, count, random, writer);
    }
  }

  /** In RESP3 each field with its value is an array of its own. */
  private static void begin(ReplyWriter reply, int count, boolean withValues) {
    reply.array(withValues && reply.protocol() == 2 ? Math.multiplyExact(count, 2) : count);
  }

  private static void write(
      ReplyWriter reply,
      boolean withValues,
      long field,
      int fieldLength,
      long content,
      int contentLength) {
    if (withValues && reply.protocol() > 2) {
      reply.array(2);
    }
    reply.bulk(field, fieldLength);
    if (withValues) {
      reply.bulk(content, contentLength);
    }
  }
}
