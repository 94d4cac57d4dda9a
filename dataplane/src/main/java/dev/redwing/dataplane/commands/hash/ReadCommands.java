package dev.redwing.dataplane.commands.hash;

import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.type.hash.HashType;
import org.jspecify.annotations.Nullable;

/** What a hash holds: HGET and its family. */
final class ReadCommands {
  private final HashType hashes;
  private final FieldReply pairs = new FieldReply(true, true);
  private final FieldReply fields = new FieldReply(true, false);
  private final FieldReply values = new FieldReply(false, true);

  ReadCommands(HashType hashes) {
    this.hashes = hashes;
  }

  void hget(CommandContext context) {
    EntryValue value = context.value(1, ValueType.HASH);
    if (value != null) {
      replyField(context, value, 2);
    }
  }

  void hmget(CommandContext context) {
    EntryValue value = context.value(1, ValueType.HASH);
    if (value == null) {
      return;
    }
    context.reply().array(context.count() - 2);
    for (int i = 2; i < context.count(); i++) {
      replyField(context, value, i);
    }
  }

  private void replyField(CommandContext context, EntryValue value, int index) {
    if (value.exists() && hashes.find(value, context.address(index), context.length(index))) {
      context.reply().bulk(hashes.valueAddress(), hashes.valueLength());
    } else {
      context.reply().nullBulk();
    }
  }

  void hgetall(CommandContext context) {
    EntryValue value = context.value(1, ValueType.HASH);
    if (value != null) {
      context.reply().map(size(value));
      replyAll(context, value, pairs);
    }
  }

  void hkeys(CommandContext context) {
    EntryValue value = arrayOf(context);
    if (value != null) {
      replyAll(context, value, fields);
    }
  }

  void hvals(CommandContext context) {
    EntryValue value = arrayOf(context);
    if (value != null) {
      replyAll(context, value, values);
    }
  }

  private static @Nullable EntryValue arrayOf(CommandContext context) {
    EntryValue value = context.value(1, ValueType.HASH);
    if (value != null) {
      context.reply().array(size(value));
    }
    return value;
  }

  private void replyAll(CommandContext context, EntryValue value, FieldReply visitor) {
    if (value.exists()) {
      hashes.forEach(value, visitor.to(context.reply()));
    }
  }

  private static int size(EntryValue value) {
    return value.exists() ? Math.toIntExact(HashType.size(value)) : 0;
  }

  static void hlen(CommandContext context) {
    EntryValue value = context.value(1, ValueType.HASH);
    if (value != null) {
      context.reply().integer(value.exists() ? HashType.size(value) : 0);
    }
  }

  void hstrlen(CommandContext context) {
    EntryValue value = context.value(1, ValueType.HASH);
    if (value != null) {
      boolean found = value.exists() && hashes.find(value, context.address(2), context.length(2));
      context.reply().integer(found ? hashes.valueLength() : 0);
    }
  }

  void hexists(CommandContext context) {
    EntryValue value = context.value(1, ValueType.HASH);
    if (value != null) {
      boolean found = value.exists() && hashes.find(value, context.address(2), context.length(2));
      context.reply().integer(found ? 1 : 0);
    }
  }
}
