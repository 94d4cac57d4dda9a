package dev.redwing.dataplane.commands.set;

import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.set.SetType;

/** Members given by name, and all of them. */
final class MemberCommands {
  private final SetType sets;
  private final MemberReply memberReply = new MemberReply();

  MemberCommands(SetType sets) {
    this.sets = sets;
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
      }
    }
    if (added > 0) {
      value.touched();
      context.changed(added);
    }
    context.reply().integer(added);
  }

  /** Makes an empty set for the absent key at {@code key}, whose members begin with one. */
  private void create(CommandContext context, EntryValue value, int key, int member, int members) {
    context.create(value, key, ValueType.SET, Encoding.LISTPACK, ListPack.EMPTY_BYTES);
    sets.init(value, context.address(member), context.length(member), members);
  }

  void srem(CommandContext context) {
    EntryValue value = context.value(1, ValueType.SET);
    if (value == null) {
      return;
    }
    long removed = 0;
    for (int i = 2; i < context.count() && value.exists(); i++) {
      if (sets.remove(value, context.address(i), context.length(i))) {
        removed++;
        if (SetType.size(value) == 0) {
          value.delete();
        }
      }
    }
    if (removed > 0) {
      if (value.exists()) {
        value.touched();
      }
      context.changed(removed);
    }
    context.reply().integer(removed);
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
    if (!sets.remove(source, member, length)) {
      context.reply().integer(0);
      return;
    }
    if (SetType.size(source) == 0) {
      source.delete();
    } else {
      source.touched();
    }
    context.changed(1);
    if (!target.exists()) {
      create(context, target, 2, 3, 1);
    }
    if (sets.add(target, member, length)) {
      target.touched();
      context.changed(1);
    }
    context.reply().integer(1);
  }
}
