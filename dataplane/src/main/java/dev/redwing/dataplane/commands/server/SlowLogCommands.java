package dev.redwing.dataplane.commands.server;

import static dev.redwing.dataplane.command.spec.CommandSpec.command;

import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.HelpText;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.stats.SlowLog;
import java.util.List;

/** SLOWLOG GET, LEN, RESET and HELP. */
public final class SlowLogCommands {
  private static final long DEFAULT_COUNT = 10;
  private static final String BAD_COUNT = "ERR count should be greater than or equal to -1";

  private final SlowLog log;

  public SlowLogCommands(SlowLog log) {
    this.log = log;
  }

  public void register(CommandTable table) {
    table.container(command("slowlog").arity(-2).group(Group.SERVER).since("2.2.12"));
    table.register(
        admin("slowlog|get", -2).tips("request_policy:all_nodes", "nondeterministic_output"),
        this::get);
    table.register(
        admin("slowlog|len", 2)
            .tips("request_policy:all_nodes", "response_policy:agg_sum", "nondeterministic_output"),
        context -> context.reply().integer(log.length()));
    table.register(
        admin("slowlog|reset", 2).tips("request_policy:all_nodes", "response_policy:all_succeeded"),
        this::reset);
    table.register(
        command("slowlog|help")
            .arity(2)
            .flags(Flag.LOADING, Flag.STALE)
            .group(Group.SERVER)
            .since("6.2.0"),
        this::help);
  }

  private static CommandSpec.Builder admin(String name, int arity) {
    return command(name)
        .arity(arity)
        .flags(Flag.ADMIN, Flag.LOADING, Flag.STALE)
        .group(Group.SERVER)
        .since("2.2.12");
  }

  private void get(CommandContext context) {
    long count = DEFAULT_COUNT;
    if (context.count() > 3) {
      context.reply().error(Errors.subcommandSyntax("slowlog", context.request().text(1)));
      return;
    }
    if (context.count() == 3) {
      Arguments arguments = context.arguments(2);
      count = arguments.takeLong(-1, Long.MAX_VALUE, BAD_COUNT);
      if (arguments.failed()) {
        return;
      }
    }
    List<SlowLog.Entry> entries = log.newest(count < 0 ? Long.MAX_VALUE : count);
    context.reply().array(entries.size());
    for (SlowLog.Entry entry : entries) {
      write(context.reply(), entry);
    }
  }

  private static void write(ReplyWriter reply, SlowLog.Entry entry) {
    reply.array(6);
    reply.integer(entry.id());
    reply.integer(entry.unixSeconds());
    reply.integer(entry.micros());
    reply.array(entry.arguments().size());
    for (String argument : entry.arguments()) {
      reply.bulk(argument);
    }
    reply.bulk(entry.clientAddress());
    reply.bulk(entry.clientName());
  }

  private void reset(CommandContext context) {
    log.reset();
    context.reply().ok();
  }

  private void help(CommandContext context) {
    HelpText.reply(
        context.reply(),
        "SLOWLOG",
        List.of(
            "GET [<count>]",
            "    Return top <count> entries from the slowlog (default: 10, -1 mean all).",
            "    Entries are made of:",
            "    id, timestamp, time in microseconds, arguments array, client IP and port,",
            "    client name",
            "LEN",
            "    Return the length of the slowlog.",
            "RESET",
            "    Reset the slowlog."));
  }
}
