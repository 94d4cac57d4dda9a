package dev.redwing.dataplane.commands.set;

import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.collect.StagedValue;
import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.propagate.EffectStream;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.set.SetType;
import java.nio.charset.StandardCharsets;

/** Members at random: SRANDMEMBER, and SPOP, which is propagated as what it removed. */
final class RandomMemberCommands {
  /** Members with repetitions in one reply; Redis would try to give any number. */
  private static final long MAX_REPEATED = 1 << 28;

  /** SPOP of so many times what would be left takes that out instead, as in Redis. */
  private static final int KEEP_RATHER_FACTOR = 5;

  /** Members in one SREM of those that SPOP is propagated as. */
  private static final int MEMBERS_PER_EFFECT = 1024;

  private static final int KEPT_SCRATCH_BYTES = 64 * 1024;
  private static final byte[] SREM = ascii("SREM");
  private static final byte[] DEL = ascii("DEL");
  private static final byte[] UNLINK = ascii("UNLINK");

  private final SetType sets;
  private final Config config;
  private final RandomSource random;
  private final StagedValue kept = new StagedValue();

  /** A member that is being removed. */
  private final NativeBuffer scratch = new NativeBuffer(256);

  RandomMemberCommands(SetType sets, Config config, RandomSource random) {
    this.sets = sets;
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
    context.changed(Math.min(count, size));
    if (count >= size) {
      popAll(context, value);
    } else {
      popSome(context, value, Math.toIntExact(count), size - count);
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
    int length = pop(value);
    context.reply().bulk(scratch.address(), length);
    beginEffect(context, 1).word(scratch.address(), length);
    context.changed(1);
    if (SetType.size(value) == 0) {
      value.delete();
    } else {
      value.touched();
    }
    scratch.shrink(KEPT_SCRATCH_BYTES, 0);
  }

  /** Takes a member out into the scratch; its length. */
  private int pop(EntryValue value) {
    PackText member = sets.random(value, random);
    int length = member.length();
    scratch.grow(length, 0);
    NativeMemory.copy(member.address(), scratch.address(), length);
    sets.remove(value, scratch.address(), length);
    return length;
  }

  private static EffectStream beginEffect(CommandContext context, int members) {
    return context.propagate(2 + members).word(SREM).word(context.address(1), context.length(1));
  }

  private void popAll(CommandContext context, EntryValue value) {
    ReplyWriter reply = context.reply();
    reply.set(Math.toIntExact(SetType.size(value)));
    sets.forEach(value, reply::bulk);
    value.delete();
    context
        .propagate(2)
        .word(config.lazyfreeLazyServerDel() ? UNLINK : DEL)
        .word(context.address(1), context.length(1));
  }

  private void popSome(CommandContext context, EntryValue value, int count, long remaining) {
    Popped popped = new Popped(context, count);
    context.reply().set(count);
    if (remaining * KEEP_RATHER_FACTOR > count) {
      for (int i = 0; i < count; i++) {
        int length = pop(value);
        popped.tell(scratch.address(), length);
      }
    } else {
      keep(value, remaining);
      sets.forEach(value, popped::tell);
      // What is left in the old set is freed, and the new one, which may be a small one, put in.
      sets.free(value);
      NativeMemory.copy(kept.address(), value.writable(kept.length()), kept.length());
      value.setEncoding(kept.encoding());
      kept.clear();
    }
    value.touched();
    scratch.shrink(KEPT_SCRATCH_BYTES, 0);
  }

  /** Moves so many members from the set to {@link #kept}. */
  private void keep(EntryValue value, long remaining) {
    if (kept.isPresent()) {
      // A command has ended for want of memory.
      sets.free(kept);
      kept.clear();
    }
    if (value.encoding() == Encoding.INTSET) {
      SetType.initIntset(kept);
    } else {
      SetType.initPack(kept);
    }
    for (long i = 0; i < remaining; i++) {
      int length = pop(value);
      sets.add(kept, scratch.address(), length);
    }
  }

  /** Replies members and propagates their removal. */
  private static final class Popped {
    private final CommandContext context;
    private int left;
    private int leftOfEffect;
    private EffectStream effect;

    Popped(CommandContext context, int count) {
      this.context = context;
      left = count;
      leftOfEffect = Math.min(left, MEMBERS_PER_EFFECT);
      effect = beginEffect(context, leftOfEffect);
    }

    void tell(long member, int length) {
      context.reply().bulk(member, length);
      if (leftOfEffect == 0) {
        leftOfEffect = Math.min(left, MEMBERS_PER_EFFECT);
        effect = beginEffect(context, leftOfEffect);
      }
      effect.word(member, length);
      leftOfEffect--;
      left--;
    }
  }
}
