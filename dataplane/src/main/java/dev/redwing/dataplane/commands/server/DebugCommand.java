package dev.redwing.dataplane.commands.server;

import static dev.redwing.dataplane.command.spec.CommandSpec.command;

import dev.redwing.dataplane.bytes.AsciiNumbers;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.HelpText;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.resp.ReplyWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * DEBUG, as far as clients and test suites use it. One command without subcommands of its own, as
 * in Redis; what is not here is answered as an unknown one. Those that crash the server or show
 * structures of the C implementation are left out on purpose.
 */
public final class DebugCommand {
  private static final double NANOS_PER_SECOND = 1e9;

  private final DebugPorts ports;

  public DebugCommand(DebugPorts ports) {
    this.ports = ports;
  }

  public void register(CommandTable table) {
    table.register(
        command("debug")
            .arity(-2)
            .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.LOADING, Flag.STALE, Flag.PROTECTED)
            .group(Group.SERVER)
            .since("1.0.0"),
        this::debug);
  }

  private void debug(CommandContext context) {
    ReplyWriter reply = context.reply();
    String name = context.request().text(1);
    int count = context.count();
    switch (name.toUpperCase(Locale.ROOT) + "/" + Math.min(count, 4)) {
      case "SLEEP/3" -> sleep(context);
      case "OBJECT/3", "OBJECT/4" -> object(context);
      case "ERROR/3" -> reply.error(context.request().text(2).replaceAll("[\r\n]", " "));
      case "LOG/3" -> {
        ports.log(context.request().text(2));
        reply.ok();
      }
      case "SET-ACTIVE-EXPIRE/3" -> {
        context.keyspace().setActiveExpiry(isOn(context));
        reply.ok();
      }
      case "PAUSE-CRON/3" -> {
        ports.pauseCron(isOn(context));
        reply.ok();
      }
      case "PROTOCOL/3" -> protocol(context);
      case "CHANGE-REPL-ID/2" -> done(context, ports.changeReplicationId());
      case "LOADAOF/2" -> done(context, ports.loadAof());
      case "RELOAD/2", "RELOAD/3", "RELOAD/4" -> reload(context);
      case "HELP/2" -> help(reply);
      default -> unknown(context);
    }
  }

  private static void unknown(CommandContext context) {
    context.reply().error(Errors.subcommandSyntax("debug", context.request().text(1)));
  }

  private static void done(CommandContext context, @Nullable String error) {
    if (error == null) {
      context.reply().ok();
    } else {
      context.reply().error(error);
    }
  }

  private static boolean isOn(CommandContext context) {
    return AsciiNumbers.parseLong(context.address(2), context.length(2), 0) != 0;
  }

  /** As with Redis, what is no number is no time at all. */
  private void sleep(CommandContext context) {
    double seconds = AsciiNumbers.parseDouble(context.request().text(2));
    if (seconds > 0) {
      ports.sleep((long) (seconds * NANOS_PER_SECOND));
    }
    context.reply().ok();
  }

  private void reload(CommandContext context) {
    boolean save = true;
    boolean flush = true;
    boolean merge = false;
    for (int i = 2; i < context.count(); i++) {
      if (context.is(i, "NOSAVE")) {
        save = false;
      } else if (context.is(i, "NOFLUSH")) {
        flush = false;
      } else if (context.is(i, "MERGE")) {
        merge = true;
      } else {
        context
            .reply()
            .error("ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.");
        return;
      }
    }
    done(context, ports.reload(save, flush, merge));
  }

  private void object(CommandContext context) {
    Database database = context.database();
    long ref = context.peek(2);
    if (ref == 0) {
      context.reply().error(Errors.NO_SUCH_KEY);
      return;
    }
    long address = database.address(ref);
    int clock = Entry.accessClock(address);
    context
        .reply()
        .simple(
            String.format(
                Locale.ROOT,
                "Value at:0x%x refcount:1 encoding:%s serializedlength:%d lru:%d"
                    + " lru_seconds_idle:%d",
                address,
                Encoding.name(Entry.encoding(address)),
                ports.rdbLength(address),
                clock,
                context.keyspace().accessClock().idleSeconds(clock)));
  }

  private static void protocol(CommandContext context) {
    ReplyWriter reply = context.reply();
    switch (context.request().text(2).toLowerCase(Locale.ROOT)) {
      case "string" -> reply.bulk("Hello World");
      case "integer" -> reply.integer(12345);
      case "double" -> reply.doubleValue(3.141);
      case "null" -> reply.nullBulk();
      case "array" -> {
        reply.array(3);
        integersFrom0To2(reply);
      }
      case "set" -> {
        reply.set(3);
        integersFrom0To2(reply);
      }
      case "map" -> {
        reply.map(3);
        for (int i = 0; i < 3; i++) {
          reply.integer(i);
          reply.bool(i == 1);
        }
      }
      case "bignum" -> reply.bigNumber("1234567999999999999999999999999999999");
      case "true" -> reply.bool(true);
      case "false" -> reply.bool(false);
      case "verbatim" -> reply.verbatim("txt", "This is a verbatim\nstring");
      default ->
          reply.error(
              "ERR Wrong protocol type name. Please use one of the following: string|integer|"
                  + "double|null|array|set|map|bignum|true|false|verbatim");
    }
  }

  private static void integersFrom0To2(ReplyWriter reply) {
    for (int i = 0; i < 3; i++) {
      reply.integer(i);
    }
  }

  private static void help(ReplyWriter reply) {
    HelpText.reply(
        reply,
        "DEBUG",
        List.of(
            "CHANGE-REPL-ID",
            "    Change the replication IDs of the instance.",
            "    Dangerous: should be used only for testing the replication subsystem.",
            "ERROR <string>",
            "    Return a Redis protocol error with <string> as message. Useful for clients",
            "    unit tests to simulate Redis errors.",
            "LOG <message>",
            "    Write <message> to the server log.",
            "LOADAOF",
            "    Flush the AOF buffers on disk and reload the AOF in memory.",
            "OBJECT <key>",
            "    Show low level info about `key` and associated value.",
            "PROTOCOL <type>",
            "    Reply with a test value of the specified type.",
            "RELOAD [option ...]",
            "    Save the RDB on disk and reload it back to memory: MERGE, NOFLUSH, NOSAVE.",
            "SET-ACTIVE-EXPIRE <0|1>",
            "    Setting it to 0 disables expiring keys in background when they are not",
            "    accessed (otherwise the Redis behavior). Setting it to 1 reenables back the",
            "    default.",
            "SLEEP <seconds>",
            "    Stop the server for <seconds>. Decimals allowed.",
            "PAUSE-CRON <0|1>",
            "    Stop periodic cron job processing."));
  }
}
