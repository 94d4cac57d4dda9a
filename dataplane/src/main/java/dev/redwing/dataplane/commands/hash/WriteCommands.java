package dev.redwing.dataplane.commands.hash;

import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.MemberRemoval;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.type.hash.HashType;

/** Setting and removing fields. */
final class WriteCommands {
  private final HashType hashes;
  private final MemberRemoval removal;

  WriteCommands(HashType hashes) {
    this.hashes = hashes;
    removal = new MemberRemoval(HashType::size, hashes::find, hashes::remove);
  }

  /** Makes an empty hash where there is none; the caller puts something into it. */
  static void ensureExists(CommandContext context, EntryValue value) {
    if (!value.exists()) {
      context.create(value, 1, ValueType.HASH);
    }
  }

  void hset(CommandContext context) {
    long added = set(context);
    if (added >= 0) {
      context.reply().integer(added);
    }
  }

  void hmset(CommandContext context) {
    if (set(context) >= 0) {
      context.reply().ok();
    }
  }

  /** How many fields are new; negative when an error has been replied. */
  private long set(CommandContext context) {
    int count = context.count();
    if (count % 2 != 0) {
      context.reply().error(Errors.wrongArity(context.command().spec().name()));
      return -1;
    }
    EntryValue value = context.value(1, ValueType.HASH);
    if (value == null) {
      return -1;
    }
    ensureExists(context, value);
    hashes.expect(value, (count - 2) / 2);
    long added = 0;
    for (int i = 2; i < count; i += 2) {
      if (put(context, value, i)) {
        added++;
      }
      context.changed(value, i + 2);
    }
    return added;
  }

  private boolean put(CommandContext context, EntryValue value, int index) {
    return hashes.put(
        value,
        context.address(index),
        context.length(index),
        context.address(index + 1),
        context.length(index + 1));
  }

  void hsetnx(CommandContext context) {
    EntryValue value = context.value(1, ValueType.HASH);
    if (value == null) {
      return;
    }
    if (value.exists() && hashes.find(value, context.address(2), context.length(2))) {
      context.reply().integer(0);
      return;
    }
    ensureExists(context, value);
    put(context, value, 2);
    value.touched();
    context.changed(1);
    context.reply().integer(1);
  }

  void hdel(CommandContext context) {
    EntryValue value = context.value(1, ValueType.HASH);
    if (value == null) {
      return;
    }
    removal.run(context, value);
  }
}
