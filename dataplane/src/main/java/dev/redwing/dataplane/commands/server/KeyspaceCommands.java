package dev.redwing.dataplane.commands.server;

import static dev.redwing.dataplane.command.spec.AclCategory.DANGEROUS;
import static dev.redwing.dataplane.command.spec.AclCategory.KEYSPACE;
import static dev.redwing.dataplane.command.spec.CommandSpec.command;

import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.config.Config;
import java.util.function.BooleanSupplier;

/** SWAPDB, FLUSHDB and FLUSHALL. */
public final class KeyspaceCommands {
  private static final String BAD_FIRST_INDEX = "ERR invalid first DB index";
  private static final String BAD_SECOND_INDEX = "ERR invalid second DB index";

  private final Config config;
  private final BooleanSupplier savedAfterFlushAll;

  private KeyspaceCommands(Config config, BooleanSupplier savedAfterFlushAll) {
    this.config = config;
    this.savedAfterFlushAll = savedAfterFlushAll;
  }

  /** {@code savedAfterFlushAll} ends a save that runs, and saves where that is wanted; whether. */
  public static void register(
      CommandTable table, Config config, BooleanSupplier savedAfterFlushAll) {
    KeyspaceCommands group = new KeyspaceCommands(config, savedAfterFlushAll);
    String[] flushTips = {"request_policy:all_shards", "response_policy:all_succeeded"};
    table.register(
        command("swapdb")
            .arity(3)
            .flags(Flag.WRITE, Flag.FAST)
            .group(Group.SERVER)
            .since("4.0.0")
            .acl(KEYSPACE, DANGEROUS),
        KeyspaceCommands::swapdb);
    table.register(
        command("flushdb")
            .arity(-1)
            .flags(Flag.WRITE)
            .group(Group.SERVER)
            .since("1.0.0")
            .acl(KEYSPACE, DANGEROUS)
            .tips(flushTips),
        group::flushdb);
    table.register(
        command("flushall")
            .arity(-1)
            .flags(Flag.WRITE)
            .group(Group.SERVER)
            .since("1.0.0")
            .acl(KEYSPACE, DANGEROUS)
            .tips(flushTips),
        group::flushall);
  }

  private static void swapdb(CommandContext context) {
    Arguments arguments = context.arguments();
    long first = arguments.takeLong(Integer.MIN_VALUE, Integer.MAX_VALUE, BAD_FIRST_INDEX);
    long second = arguments.takeLong(Integer.MIN_VALUE, Integer.MAX_VALUE, BAD_SECOND_INDEX);
    if (arguments.failed()) {
      return;
    }
    int databases = context.keyspace().databaseCount();
    if (first < 0 || first >= databases || second < 0 || second >= databases) {
      context.reply().error(Errors.DB_OUT_OF_RANGE);
      return;
    }
    context.keyspace().swap((int) first, (int) second);
    context.changed(1);
    context.reply().ok();
  }

  private void flushdb(CommandContext context) {
    Arguments arguments = context.arguments();
    boolean inSlices = takeAsync(arguments);
    if (arguments.failed()) {
      return;
    }
    context.changed(context.database().flush(inSlices));
    context.propagateAnyway();
    context.reply().ok();
  }

  private void flushall(CommandContext context) {
    Arguments arguments = context.arguments();
    boolean inSlices = takeAsync(arguments);
    if (arguments.failed()) {
      return;
    }
    long removed = context.keyspace().flushAll(inSlices);
    context.propagateAnyway();
    if (!savedAfterFlushAll.getAsBoolean()) {
      context.changed(removed);
    }
    context.reply().ok();
  }

  private boolean takeAsync(Arguments arguments) {
    boolean inSlices = config.lazyfreeLazyUserFlush();
    if (arguments.hasNext()) {
      inSlices = arguments.take("ASYNC");
      if (!inSlices && !arguments.take("SYNC")) {
        arguments.fail(Errors.SYNTAX);
      }
    }
    arguments.end();
    return inSlices;
  }
}
