package dev.redwing.dataplane.commands.generic;

import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.memory.NativeMemory;

/** Single keys: removal, existence, renaming, moving, copying. */
final class KeyCommands {
  private KeyCommands() {}

  /** DEL and UNLINK. Big values are given back in slices in either case. */
  static void del(CommandContext context) {
    long removed = 0;
    for (int i = 1; i < context.count(); i++) {
      long ref = context.peek(i);
      if (ref != 0) {
        context.database().delete(context.hash(i), ref);
        removed++;
        context.changed(1, i + 1);
      }
    }
    context.reply().integer(removed);
  }

  static void exists(CommandContext context) {
    long found = 0;
    for (int i = 1; i < context.count(); i++) {
      if (context.peek(i) != 0) {
        found++;
      }
    }
    context.reply().integer(found);
  }

  static void touch(CommandContext context) {
    long found = 0;
    for (int i = 1; i < context.count(); i++) {
      if (context.lookup(i) != 0) {
        found++;
      }
    }
    context.reply().integer(found);
  }

  static void type(CommandContext context) {
    long ref = context.peek(1);
    context
        .reply()
        .simple(ref == 0 ? "none" : Types.name(Entry.type(context.database().address(ref))));
  }

  // ---- another key ----

  static void rename(CommandContext context) {
    if (rename(context, true)) {
      context.reply().ok();
    }
  }

  static void renamenx(CommandContext context) {
    if (rename(context, false)) {
      context.reply().integer(1);
    }
  }

  /** False when the reply is written. */
  private static boolean rename(CommandContext context, boolean overwrite) {
    long ref = context.lookup(1);
    if (ref == 0) {
      context.reply().error(Errors.NO_SUCH_KEY);
      return false;
    }
    if (isSame(context, 1, 2)) {
      if (!overwrite) {
        context.reply().integer(0);
      }
      return overwrite;
    }
    if (context.lookup(2) != 0 && !overwrite) {
      context.reply().integer(0);
      return false;
    }
    context
        .database()
        .rename(context.hash(1), ref, context.hash(2), context.address(2), context.length(2));
    context.changed(1);
    return true;
  }

  private static boolean isSame(CommandContext context, int first, int second) {
    return context.length(first) == context.length(second)
        && NativeMemory.equal(
            context.address(first), context.address(second), context.length(first));
  }

  static void move(CommandContext context) {
    int index = takeDatabase(context, context.arguments(2));
    if (index < 0) {
      return;
    }
    Database target = context.keyspace().database(index);
    if (index == context.database().index()) {
      context.reply().error(Errors.SAME_OBJECT);
      return;
    }
    long ref = context.lookup(1);
    if (ref == 0 || lookup(target, context, 1) != 0) {
      context.reply().integer(0);
      return;
    }
    context.database().moveTo(target, context.hash(1), ref);
    context.changed(1);
    context.reply().integer(1);
  }

  private static long lookup(Database database, CommandContext context, int index) {
    return database.lookup(
        context.hash(index), context.address(index), context.length(index), context.nowMillis());
  }

  /** The number of a database, or -1 when there is none such, which has then been replied. */
  private static int takeDatabase(CommandContext context, Arguments arguments) {
    long index = Integers.takeInt(arguments);
    if (arguments.failed()) {
      return -1;
    }
    if (index < 0 || index >= context.keyspace().databaseCount()) {
      context.reply().error(Errors.DB_OUT_OF_RANGE);
      return -1;
    }
    return (int) index;
  }

  static void copy(CommandContext context) {
    boolean replace = false;
    Database target = context.database();
    Arguments arguments = context.arguments(3);
    while (arguments.hasNext()) {
      if (arguments.take("REPLACE")) {
        replace = true;
      } else if (arguments.takeOption("DB")) {
        int index = takeDatabase(context, arguments);
        if (index < 0) {
          return;
        }
        target = context.keyspace().database(index);
      } else {
        arguments.fail(Errors.SYNTAX);
      }
    }
    if (arguments.failed()) {
      return;
    }
    if (target.index() == context.database().index() && isSame(context, 1, 2)) {
      context.reply().error(Errors.SAME_OBJECT);
      return;
    }
    long ref = context.lookup(1);
    if (ref == 0) {
      context.reply().integer(0);
      return;
    }
    if (lookup(target, context, 2) != 0 && !replace) {
      context.reply().integer(0);
      return;
    }
    context.database().copyTo(target, ref, context.hash(2), context.address(2), context.length(2));
    context.changed(1);
    context.reply().integer(1);
  }
}
