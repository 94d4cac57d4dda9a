package dev.redwing.dataplane.commands.zset;

import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.zset.ScoredVisitor;
import dev.redwing.dataplane.type.zset.ZsetCursor;
import dev.redwing.dataplane.type.zset.ZsetType;

/** ZRANDMEMBER. */
final class RandomMemberCommand {
  /** Members with repetitions in one reply; Redis would try to give any number. */
  private static final long MAX_REPEATED = 1 << 28;

  private final ZsetType zsets;
  private final RandomSource random;

  RandomMemberCommand(ZsetType zsets, RandomSource random) {
    this.zsets = zsets;
    this.random = random;
  }

  void zrandmember(CommandContext context) {
    if (context.count() == 2) {
      one(context);
      return;
    }
    Arguments arguments = context.arguments(2);
    long count = arguments.takeSignedCount();
    boolean withScores = arguments.take("WITHSCORES");
    arguments.end();
    if (withScores && Math.abs(count) > Long.MAX_VALUE / 2) {
      arguments.fail(Errors.OUT_OF_RANGE);
    }
    if (-count > MAX_REPEATED) {
      arguments.fail(Errors.OUT_OF_RANGE);
    }
    if (arguments.failed()) {
      return;
    }
    EntryValue value = context.value(1, ValueType.ZSET);
    if (value == null) {
      return;
    }
    if (!value.exists() || count == 0) {
      context.reply().array(0);
    } else if (count < 0) {
      repeated(context.reply(), value, -count, withScores);
    } else {
      distinct(context.reply(), value, count, withScores);
    }
  }

  private void one(CommandContext context) {
    EntryValue value = context.value(1, ValueType.ZSET);
    if (value == null) {
      return;
    }
    if (!value.exists()) {
      context.reply().nullBulk();
      return;
    }
    PackText member = zsets.random(value, random).member();
    context.reply().bulk(member.address(), member.length());
  }

  private void repeated(ReplyWriter reply, EntryValue value, long count, boolean withScores) {
    Scored.begin(reply, count, withScores);
    for (long i = 0; i < count; i++) {
      ZsetCursor cursor = zsets.random(value, random);
      PackText member = cursor.member();
      Scored.member(reply, member.address(), member.length(), cursor.score(), withScores);
    }
  }

  private void distinct(ReplyWriter reply, EntryValue value, long count, boolean withScores) {
    long size = ZsetType.size(value);
    Scored.begin(reply, Math.min(count, size), withScores);
    ScoredVisitor writer =
        (member, length, score) -> Scored.member(reply, member, length, score, withScores);
    if (count >= size) {
      // From the highest down, as Redis goes through them.
      zsets.forEach(value, size - 1, size, true, writer);
    } else {
      zsets.sample(value, count, random, writer);
    }
  }
}
