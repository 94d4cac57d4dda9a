package dev.redwing.dataplane.commands.server;

import static dev.redwing.dataplane.command.spec.CommandSpec.command;

import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.spec.AclCategory;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.config.RedisVersion;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.stats.Info;
import java.util.ArrayList;
import java.util.List;

/** INFO, TIME, DBSIZE, LOLWUT. */
public final class InfoCommands {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final Info info;
  private final Clock clock;

  public InfoCommands(Info info, Clock clock) {
    this.info = info;
    this.clock = clock;
  }

  public void register(CommandTable table) {
    table.register(
        command("info")
            .arity(-1)
            .flags(Flag.LOADING, Flag.STALE)
            .group(Group.SERVER)
            .since("1.0.0")
            .acl(AclCategory.DANGEROUS)
            .tips(
                "nondeterministic_output", "request_policy:all_shards", "response_policy:special"),
        this::info);
    table.register(
        command("time")
            .arity(1)
            .flags(Flag.LOADING, Flag.STALE, Flag.FAST)
            .group(Group.SERVER)
            .since("2.6.0")
            .tips("nondeterministic_output"),
        this::time);
    table.register(
        command("dbsize")
            .arity(1)
            .flags(Flag.READONLY, Flag.FAST)
            .group(Group.SERVER)
            .since("1.0.0")
            .acl(AclCategory.KEYSPACE)
            .tips("request_policy:all_shards", "response_policy:agg_sum"),
        context -> context.reply().integer(context.database().size()));
    table.register(
        command("lolwut")
            .arity(-1)
            .flags(Flag.READONLY, Flag.FAST)
            .group(Group.SERVER)
            .since("5.0.0"),
        context -> context.reply().verbatim("txt", "Redis ver. " + RedisVersion.TEXT + "\n"));
  }

  private void info(CommandContext context) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i < context.count(); i++) {
      names.add(context.request().text(i));
    }
    context.reply().verbatim("txt", info.text(names));
  }

  private void time(CommandContext context) {
    long micros = clock.wallMicros();
    context.reply().array(2);
    context.reply().bulkInteger(micros / MICROS_PER_SECOND);
    context.reply().bulkInteger(micros % MICROS_PER_SECOND);
  }
}
