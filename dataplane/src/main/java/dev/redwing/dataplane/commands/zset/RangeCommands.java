package dev.redwing.dataplane.commands.zset;

import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.commands.zset.RangeRequest.By;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.zset.ZsetCursor;
import dev.redwing.dataplane.type.zset.ZsetType;

/** Ranges that are replied or counted: ZRANGE, its older forms, ZCOUNT, ZLEXCOUNT. */
final class RangeCommands {
  private final ZsetType zsets;
  private final RangeRequest range = new RangeRequest();

  RangeCommands(ZsetType zsets) {
    this.zsets = zsets;
  }

  void zrange(CommandContext context) {
    reply(context, By.AUTO, false);
  }

  void zrevrange(CommandContext context) {
    reply(context, By.RANK, true);
  }

  void zrangebyscore(CommandContext context) {
    reply(context, By.SCORE, false);
  }

  void zrevrangebyscore(CommandContext context) {
    reply(context, By.SCORE, true);
  }

  void zrangebylex(CommandContext context) {
    reply(context, By.LEX, false);
  }

  void zrevrangebylex(CommandContext context) {
    reply(context, By.LEX, true);
  }

  private void reply(CommandContext context, By by, boolean backwards) {
    if (!range.read(context, 1, by, backwards, false)) {
      return;
    }
    EntryValue value = context.value(1, ValueType.ZSET);
    if (value == null) {
      return;
    }
    if (!value.exists()) {
      context.reply().array(0);
      return;
    }
    range.find(zsets, value);
    write(context.reply(), value);
  }

  private void write(ReplyWriter reply, EntryValue value) {
    long left = range.count();
    boolean withScores = range.withScores();
    Scored.begin(reply, left, withScores);
    if (left == 0) {
      return;
    }
    ZsetCursor cursor = zsets.cursor();
    cursor.seek(value, range.first());
    do {
      PackText member = cursor.member();
      double score = withScores ? cursor.score() : 0;
      Scored.member(reply, member.address(), member.length(), score, withScores);
      left--;
    } while (left > 0 && cursor.step(range.isBackwards()));
  }

  void zcount(CommandContext context) {
    count(context, By.SCORE);
  }

  void zlexcount(CommandContext context) {
    count(context, By.LEX);
  }

  private void count(CommandContext context, By by) {
    if (!range.readPlain(context, by)) {
      return;
    }
    EntryValue value = context.value(1, ValueType.ZSET);
    if (value == null) {
      return;
    }
    if (!value.exists()) {
      context.reply().integer(0);
      return;
    }
    range.find(zsets, value);
    context.reply().integer(range.count());
  }
}
