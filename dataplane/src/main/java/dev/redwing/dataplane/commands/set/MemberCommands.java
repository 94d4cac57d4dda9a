package dev.redwing.dataplane.commands.set;

import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.MemberRemoval;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.set.SetType;

/** Members given by name, and all of them. */
final class MemberCommands {
  private final SetType sets;
  private final MemberRemoval removal;
  private final MemberReply memberReply = new MemberReply();

  MemberCommands(SetType sets) {
    this.sets = sets;
    removal = new MemberRemoval(SetType::size, sets::contains, sets::remove);
  }

  void sadd(CommandContext context) {
    EntryValue value = context.value(1, ValueType.SET);
    if (value == null) {
      return;
    }
    int members = context.count() - 2;
    if (value.exists()) {
      sets.expect(value, members);
    } else {
      create(context, value, 1, 2, members);
    }
    long added = 0;
    for (int i = 2; i < context.count(); i++) {
      if (sets.add(value, context.address(i), context.length(i))) {
        added++;
        context.changed(value, i + 1);
      }
    }
    context.reply().integer(added);
  }

  /** Makes an empty set for the absent key at {@code key}, whose members begin with one. */
  private void create(CommandContext context, EntryValue value, int key, int member, int members) {
    context.create(value, key, ValueType.SET);
    sets.init(value, context.address(member), context.length(member), members);
  }

  void srem(CommandContext context) {
    EntryValue value = context.value(1, ValueType.SET);
    if (value == null) {
      return;
    }
    removal.run(context, value);
  }

  void sismember(CommandContext context) {
    EntryValue value = context.value(1, ValueType.SET);
    if (value != null) {
      replyMembership(context, value, 2);
    }
  }

  void smismember(CommandContext context) {
    EntryValue value = context.value(1, ValueType.SET);
    if (value == null) {
      return;
    }
    context.reply().array(context.count() - 2);
    for (int i = 2; i < context.count(); i++) {
      replyMembership(context, value, i);
    }
  }

  private void replyMembership(CommandContext context, EntryValue value, int index) {
    boolean found =
        value.exists() && sets.contains(value, context.address(index), context.length(index));
    context.reply().integer(found ? 1 : 0);
  }

  static void scard(CommandContext context) {
    EntryValue value = context.value(1, ValueType.SET);
    if (value != null) {
      context.reply().integer(value.exists() ? SetType.size(value) : 0);
    }
  }

  void smembers(CommandContext context) {
    EntryValue value = context.value(1, ValueType.SET);
    if (value == null) {
      return;
    }
    ReplyWriter reply = context.reply();
    if (!value.exists()) {
      reply.set(0);
      return;
    }
    reply.set(Math.toIntExact(SetType.size(value)));
    sets.forEach(value, memberReply.to(reply));
  }

  void smove(CommandContext context) {
    long sourceRef = context.lookup(1);
    long targetRef = context.lookup(2);
    if (sourceRef == 0) {
      context.reply().integer(0);
      return;
    }
    EntryValue source = context.value(1, ValueType.SET);
    if (source == null) {
      return;
    }
    EntryValue target = context.secondValue(2, ValueType.SET);
    if (target == null) {
      return;
    }
    long member = context.address(3);
    int length = context.length(3);
    if (sourceRef == targetRef) {
      context.reply().integer(sets.contains(source, member, length) ? 1 : 0);
      return;
    }
    if (!sets.contains(source, member, length)) {
      context.reply().integer(0);
      return;
    }
    if (!target.exists()) {
      create(context, target, 2, 3, 1);
    }
    boolean added = move(source, target, member, length);
    if (source.exists()) {
      source.touched();
    }
    if (added) {
      target.touched();
    }
    context.changed(added ? 2 : 1);
    context.reply().integer(1);
  }

  /**
   * Moves a member that is there; whether the target did not have it. It is put there before it is
   * taken here: if there is no memory for one of the two both sets are as they were.
   */
  private boolean move(EntryValue source, EntryValue target, long member, int length) {
    boolean added = sets.add(target, member, length);
    try {
      removal.remove(source, member, length);
    } catch (OutOfNativeMemoryException e) {
      if (added) {
        // This takes no memory: where it was put is not frozen.
        sets.remove(target, member, length);
      }
      throw e;
    }
    return added;
  }
}
