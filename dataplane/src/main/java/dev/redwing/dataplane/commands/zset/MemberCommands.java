package dev.redwing.dataplane.commands.zset;

import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.MemberRemoval;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.zset.ZsetType;

/** Members given by name, and how many there are. */
final class MemberCommands {
  private final ZsetType zsets;
  private final MemberRemoval removal;

  MemberCommands(ZsetType zsets) {
    this.zsets = zsets;
    removal = new MemberRemoval(ZsetType::size, zsets::find, zsets::remove);
  }

  static void zcard(CommandContext context) {
    EntryValue value = context.value(1, ValueType.ZSET);
    if (value != null) {
      context.reply().integer(value.exists() ? ZsetType.size(value) : 0);
    }
  }

  void zscore(CommandContext context) {
    EntryValue value = context.value(1, ValueType.ZSET);
    if (value != null) {
      replyScore(context, value, 2);
    }
  }

  void zmscore(CommandContext context) {
    EntryValue value = context.value(1, ValueType.ZSET);
    if (value == null) {
      return;
    }
    context.reply().array(context.count() - 2);
    for (int i = 2; i < context.count(); i++) {
      replyScore(context, value, i);
    }
  }

  private void replyScore(CommandContext context, EntryValue value, int index) {
    if (value.exists() && zsets.find(value, context.address(index), context.length(index))) {
      context.reply().doubleValue(zsets.score());
    } else {
      context.reply().nullBulk();
    }
  }

  void zrank(CommandContext context) {
    replyRank(context, false);
  }

  void zrevrank(CommandContext context) {
    replyRank(context, true);
  }

  private void replyRank(CommandContext context, boolean backwards) {
    boolean withScore = context.count() == 4;
    if (context.count() > 4) {
      context.reply().error(Errors.wrongArity(context.command().name()));
      return;
    }
    if (withScore && !context.is(3, "WITHSCORE")) {
      context.reply().error(Errors.SYNTAX);
      return;
    }
    EntryValue value = context.value(1, ValueType.ZSET);
    if (value == null) {
      return;
    }
    long rank =
        value.exists()
            ? zsets.rank(value, context.address(2), context.length(2), backwards)
            : ZsetType.NO_RANK;
    ReplyWriter reply = context.reply();
    if (rank == ZsetType.NO_RANK) {
      if (withScore) {
        reply.nullArray();
      } else {
        reply.nullBulk();
      }
      return;
    }
    if (withScore) {
      reply.array(2);
    }
    reply.integer(rank);
    if (withScore) {
      reply.doubleValue(zsets.score());
    }
  }

  void zrem(CommandContext context) {
    EntryValue value = context.value(1, ValueType.ZSET);
    if (value == null) {
      return;
    }
    removal.run(context, value);
  }
}
