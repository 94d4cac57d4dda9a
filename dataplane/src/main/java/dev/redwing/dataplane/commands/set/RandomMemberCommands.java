package dev.redwing.dataplane.commands.set;

import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.collect.Selection;
import dev.redwing.dataplane.collect.StagedValue;
import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.MemberRemoval;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.set.SetType;
import java.nio.charset.StandardCharsets;

/** Members at random: SRANDMEMBER, and SPOP, which is propagated as what it removed. */
final class RandomMemberCommands {
  /** Members with repetitions in one reply; Redis would try to give any number. */
  private static final long MAX_REPEATED = 1 << 28;

  /** SPOP of so many times what would be left takes that out instead, as in Redis. */
  private static final int KEEP_RATHER_FACTOR = 5;

  private static final byte[] DEL = ascii("DEL");
  private static final byte[] UNLINK = ascii("UNLINK");

  private final SetType sets;
  private final MemberRemoval removal;
  private final Config config;
  private final RandomSource random;
  private final PoppedMembers popped = new PoppedMembers();
  private final StagedValue kept = new StagedValue();

  RandomMemberCommands(SetType sets, Config config, RandomSource random) {
    this.sets = sets;
    removal = new MemberRemoval(SetType::size, sets::contains, sets::remove);
    this.config = config;
    this.random = random;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  // ---- SRANDMEMBER ----

  void srandmember(CommandContext context) {
    if (context.count() == 2) {
      one(context);
      return;
    }
    Arguments arguments = context.arguments(2);
    if (context.count() > 3) {
      arguments.fail(Errors.SYNTAX);
    }
    long count = arguments.takeSignedCount();
    if (-count > MAX_REPEATED) {
      arguments.fail(Errors.OUT_OF_RANGE);
    }
    if (arguments.failed()) {
      return;
    }
    EntryValue value = context.value(1, ValueType.SET);
    if (value == null) {
      return;
    }
    ReplyWriter reply = context.reply();
    if (!value.exists() || count == 0) {
      reply.array(0);
    } else if (count < 0) {
      reply.array((int) -count);
      for (long i = count; i < 0; i++) {
        PackText member = sets.random(value, random);
        reply.bulk(member.address(), member.length());
      }
    } else if (count >= SetType.size(value)) {
      reply.array(Math.toIntExact(SetType.size(value)));
      sets.forEach(value, reply::bulk);
    } else {
      reply.array(Math.toIntExact(count));
      sets.sample(value, count, random, reply::bulk);
    }
  }

  private void one(CommandContext context) {
    EntryValue value = context.value(1, ValueType.SET);
    if (value == null) {
      return;
    }
    if (!value.exists()) {
      context.reply().nullBulk();
      return;
    }
    PackText member = sets.random(value, random);
    context.reply().bulk(member.address(), member.length());
  }

  // ---- SPOP ----

  void spop(CommandContext context) {
    if (context.count() == 2) {
      popOne(context);
      return;
    }
    Arguments arguments = context.arguments(2);
    if (context.count() > 3) {
      arguments.fail(Errors.SYNTAX);
    }
    long count = arguments.takeLong(0, Long.MAX_VALUE, Errors.NOT_POSITIVE);
    if (arguments.failed()) {
      return;
    }
    EntryValue value = context.value(1, ValueType.SET);
    if (value == null) {
      return;
    }
    if (!value.exists() || count == 0) {
      context.reply().set(0);
      return;
    }
    long size = SetType.size(value);
    if (count >= size) {
      popAll(context, value);
    } else if ((size - count) * KEEP_RATHER_FACTOR > count) {
      popEach(context, value, count);
    } else {
      popByKeeping(context, value, size - count);
    }
  }

  private void popOne(CommandContext context) {
    EntryValue value = context.value(1, ValueType.SET);
    if (value == null) {
      return;
    }
    if (!value.exists()) {
      context.reply().nullBulk();
      return;
    }
    pop(context, value);
    popped.propagate(context);
  }

  private void pop(CommandContext context, EntryValue value) {
    PackText member = sets.random(value, random);
    int length = member.length();
    removal.remove(value, popped.copy(member.address(), length), length);
    popped.add(context, length);
    context.changed(value, context.count());
  }

  private void popAll(CommandContext context, EntryValue value) {
    ReplyWriter reply = context.reply();
    long size = SetType.size(value);
    reply.set(Math.toIntExact(size));
    sets.forEach(value, reply::bulk);
    value.delete();
    context.changed(size);
    context
        .propagate(2)
        .word(config.lazyfreeLazyServerDel() ? UNLINK : DEL)
        .word(context.address(1), context.length(1));
  }

  private void popEach(CommandContext context, EntryValue value, long count) {
    ReplyWriter reply = context.reply();
    int mark = reply.deferSet();
    long done = 0;
    try {
      for (; done < count; done++) {
        pop(context, value);
      }
    } catch (OutOfNativeMemoryException e) {
      if (done == 0) {
        throw e;
      }
      // What is out is replied: an error would lose it.
    }
    reply.endSet(mark, done);
    popped.propagate(context);
  }

  /** Puts the few that stay into the place of all. */
  private void popByKeeping(CommandContext context, EntryValue value, long remaining) {
    try {
      keep(value, remaining);
      // Nothing fails from here on.
      value.writable(Math.max(value.length(), kept.length()));
      long count = SetType.size(value) - remaining;
      context.reply().set(Math.toIntExact(count));
      sets.forEach(
          value,
          (member, length) -> {
            if (!sets.contains(kept, member, length)) {
              popped.copy(member, length);
              popped.add(context, length);
            }
          });
      popped.propagate(context);
      value.replaceBy(kept);
      kept.clear();
      value.touched();
      context.changed(count);
    } finally {
      if (kept.isPresent()) {
        sets.free(kept);
        kept.clear();
      }
    }
  }

  /** Copies so many members to {@link #kept}. */
  private void keep(EntryValue value, long remaining) {
    if (value.encoding() == Encoding.INTSET) {
      SetType.initIntset(kept);
    } else {
      SetType.initPack(kept);
    }
    Selection selection = new Selection(SetType.size(value), remaining, random);
    sets.forEach(
        value,
        (member, length) -> {
          if (selection.takesNext()) {
            sets.add(kept, member, length);
          }
        });
  }
}
