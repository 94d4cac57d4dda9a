package dev.redwing.dataplane.commands.persistence;

import static dev.redwing.dataplane.command.spec.CommandSpec.command;

import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.spec.AclCategory;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.persistence.Persistence;
import org.jspecify.annotations.Nullable;

/** SAVE, BGSAVE, BGREWRITEAOF, LASTSAVE. */
public final class PersistenceCommands {
  private static final String ERROR_CODE = "ERR";

  private final Persistence persistence;

  public PersistenceCommands(Persistence persistence) {
    this.persistence = persistence;
  }

  public void register(CommandTable table) {
    table.register(
        command("save")
            .arity(1)
            .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.NO_ASYNC_LOADING, Flag.NO_MULTI)
            .group(Group.SERVER)
            .since("1.0.0")
            .acl(),
        this::save);
    table.register(
        command("bgsave")
            .arity(-1)
            .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.NO_ASYNC_LOADING)
            .group(Group.SERVER)
            .since("1.0.0")
            .acl(),
        this::bgsave);
    table.register(
        command("bgrewriteaof")
            .arity(1)
            .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.NO_ASYNC_LOADING)
            .group(Group.SERVER)
            .since("1.0.0")
            .acl(),
        context -> reply(context, persistence.rewriteAof(!context.mayBlock())));
    table.register(
        command("lastsave")
            .arity(1)
            .flags(Flag.LOADING, Flag.STALE, Flag.FAST)
            .group(Group.SERVER)
            .since("1.0.0")
            .acl(AclCategory.ADMIN, AclCategory.DANGEROUS)
            .tips("nondeterministic_output"),
        context -> context.reply().integer(persistence.lastSaveSeconds()));
  }

  private void save(CommandContext context) {
    @Nullable String error = persistence.save();
    if (error == null) {
      context.reply().ok();
    } else {
      context.reply().error(error);
    }
  }

  private void bgsave(CommandContext context) {
    boolean schedule = context.count() == 2 && context.is(1, "SCHEDULE");
    if (context.count() > 1 && !schedule) {
      context.reply().error(Errors.SYNTAX);
      return;
    }
    reply(context, persistence.backgroundSave(schedule, !context.mayBlock()));
  }

  private static void reply(CommandContext context, String text) {
    if (text.startsWith(ERROR_CODE)) {
      context.reply().error(text);
    } else {
      context.reply().simple(text);
    }
  }
}
