package dev.redwing.dataplane.commands.generic;

import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Help;
import dev.redwing.dataplane.keyspace.AccessClock;
import dev.redwing.dataplane.keyspace.Entry;

/** OBJECT: what is known of a value's representation. */
final class ObjectCommands {
  /** Redis keeps one object for each of the integers below, with a reference count of its own. */
  private static final int SHARED_INTEGERS = 10_000;

  private static final String IDLE_UNDER_LFU =
      "ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that when"
          + " switching between policies at runtime LRU and LFU data will take some time to adjust.";
  private static final String FREQ_UNDER_LRU =
      "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that"
          + " when switching between policies at runtime LRU and LFU data will take some time to"
          + " adjust.";

  private ObjectCommands() {}

  /** The entry of the third word's key, or 0 when a null has been replied. */
  private static long entry(CommandContext context) {
    long ref = context.peek(2);
    if (ref == 0) {
      context.reply().nullBulk();
      return 0;
    }
    return context.database().address(ref);
  }

  static void encoding(CommandContext context) {
    long address = entry(context);
    if (address != 0) {
      context.reply().bulk(Encoding.name(Entry.encoding(address)));
    }
  }

  static void refcount(CommandContext context) {
    long address = entry(context);
    if (address != 0) {
      boolean shared =
          Entry.isInt(address)
              && Entry.intValue(address) >= 0
              && Entry.intValue(address) < SHARED_INTEGERS;
      context.reply().integer(shared ? Integer.MAX_VALUE : 1);
    }
  }

  static void idletime(CommandContext context) {
    long address = entry(context);
    if (address == 0) {
      return;
    }
    AccessClock clock = context.keyspace().accessClock();
    if (clock.isLfu()) {
      context.reply().error(IDLE_UNDER_LFU);
    } else {
      context.reply().integer(clock.idleSeconds(Entry.accessClock(address)));
    }
  }

  static void freq(CommandContext context) {
    long address = entry(context);
    if (address == 0) {
      return;
    }
    AccessClock clock = context.keyspace().accessClock();
    if (clock.isLfu()) {
      context.reply().integer(clock.frequency(Entry.accessClock(address)));
    } else {
      context.reply().error(FREQ_UNDER_LRU);
    }
  }

  static void help(CommandContext context) {
    Help.reply(
        context,
        "ENCODING <key>",
        "    Return the kind of internal representation used in order to store the value",
        "    associated with a <key>.",
        "FREQ <key>",
        "    Return the access frequency index of the <key>. The returned integer is",
        "    proportional to the logarithm of the recent access frequency of the key.",
        "IDLETIME <key>",
        "    Return the idle time of the <key>, that is the approximated number of",
        "    seconds elapsed since the last access to the key.",
        "REFCOUNT <key>",
        "    Return the number of references of the value associated with the specified",
        "    <key>.");
  }
}
