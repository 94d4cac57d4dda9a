package dev.redwing.dataplane.commands.replication;

import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.replication.Replication;
import dev.redwing.dataplane.replication.feed.ReplicaHello;
import dev.redwing.dataplane.replication.term.NodeTerm;

/** REPLCONF: what a replica says of itself before its PSYNC, and how far it is afterwards. */
public final class ReplconfCommand {
  private static final int MAX_HOST_BYTES = 255;

  private final Replication replication;

  public ReplconfCommand(Replication replication) {
    this.replication = replication;
  }

  public void register(CommandTable table) {
    table.register(
        CommandSpec.command("replconf")
            .arity(-1)
            .group(Group.SERVER)
            .since("3.0.0")
            .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.LOADING, Flag.STALE, Flag.ALLOW_BUSY),
        this::run);
  }

  /** The word that follows an option is its value; some options are answered by nothing. */
  private void run(CommandContext context) {
    if (context.count() % 2 == 0) {
      context.reply().error(Errors.SYNTAX);
      return;
    }
    for (int i = 1; i < context.count(); i += 2) {
      if (!option(context, i)) {
        return;
      }
    }
    context.reply().ok();
  }

  /** Whether the next option follows and OK is to be answered. */
  private boolean option(CommandContext context, int index) {
    ReplicaHello hello = ReplicaHello.of(context.client());
    Arguments value = context.arguments(index + 1);
    if (context.is(index, "LISTENING-PORT")) {
      long port = value.takeLong();
      if (value.failed()) {
        return false;
      }
      hello.setListeningPort((int) port);
    } else if (context.is(index, "IP-ADDRESS")) {
      if (context.length(index + 1) > MAX_HOST_BYTES) {
        context
            .reply()
            .error(
                "ERR REPLCONF ip-address provided by replica instance is too long: "
                    + context.length(index + 1)
                    + " bytes");
        return false;
      }
      hello.setAnnouncedIp(value.takeText());
    } else if (context.is(index, "CAPA")) {
      hello.addCapability(value.takeText());
    } else if (context.is(index, "RDB-ONLY")) {
      long rdbOnly = value.takeLong(0, 1, "ERR value is out of range, must be positive");
      if (value.failed()) {
        return false;
      }
      hello.setRdbOnly(rdbOnly == 1);
    } else {
      return rareOption(context, index);
    }
    return true;
  }

  private boolean rareOption(CommandContext context, int index) {
    if (context.is(index, "ACK")) {
      Arguments value = context.arguments(index + 1);
      long offset = value.takeLong();
      if (value.error() == null) {
        replication.feed().acknowledged(context.client(), offset);
      }
      return false;
    }
    if (context.is(index, "GETACK")) {
      // Meant for the link to the master, which does not come here.
      return false;
    }
    if (context.is(index, "RDB-FILTER-ONLY")) {
      String filter = context.request().text(index + 1);
      if (!filter.isEmpty()) {
        context.reply().error("ERR Unsupported rdb-filter-only option: " + filter);
        return false;
      }
      return true;
    }
    NodeTerm term = replication.term();
    if (term != null && context.is(index, "REDWING-TERM")) {
      context.reply().simple(term.answer());
      return false;
    }
    context.reply().error("ERR Unrecognized REPLCONF option: " + context.request().text(index));
    return false;
  }
}
