package dev.redwing.dataplane.commands.replication;

import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.ServerState;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.replication.MasterAddress;
import dev.redwing.dataplane.replication.Replication;
import dev.redwing.dataplane.replication.Role;
import dev.redwing.dataplane.replication.term.NodeTerm;
import dev.redwing.dataplane.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/**
 * REDWING: the operator's door to a server in managed mode. An order is obeyed when it is on the
 * disk, and its reply comes after that.
 */
public final class RedwingCommand {
  private static final String UNMANAGED = "ERR REDWING ASSIGN needs 'redwing-managed yes'";
  private static final int STATUS_FIELDS = 11;

  private final Replication replication;
  private final Keyspace keyspace;
  private final ServerState state;
  private final String runId;

  public RedwingCommand(
      Replication replication, Keyspace keyspace, ServerState state, String runId) {
    this.replication = replication;
    this.keyspace = keyspace;
    this.state = state;
    this.runId = runId;
  }

  public void register(CommandTable table) {
    table.container(CommandSpec.command("redwing").arity(-2).group(Group.SERVER).since("7.2.0"));
    table.register(subcommand("redwing|status").arity(2), this::status);
    table.register(subcommand("redwing|assign").arity(-4), this::assign);
    table.register(subcommand("redwing|release").arity(3), this::release);
  }

  private static CommandSpec.Builder subcommand(String name) {
    return CommandSpec.command(name)
        .group(Group.SERVER)
        .since("7.2.0")
        .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.LOADING, Flag.STALE, Flag.NO_MULTI);
  }

  // ---- STATUS ----

  private void status(CommandContext context) {
    ReplyWriter reply = context.reply();
    NodeTerm term = replication.term();
    reply.map(STATUS_FIELDS);
    field(reply, "node-id", term == null ? runId : term.nodeId());
    field(reply, "role", roleName());
    field(reply, "term", term == null ? 0 : term.term());
    field(reply, "replid", replication.history().id().id());
    field(reply, "offset", offset());
    field(reply, "loading", state.isLoading() ? 1 : 0);
    MasterAddress master = master();
    field(reply, "master-host", master == null ? "-" : master.host());
    field(reply, "master-port", master == null ? 0 : master.port());
    field(reply, "link", master == null ? "-" : replication.link().isConnected() ? "up" : "down");
    field(
        reply,
        "lag-bytes",
        master == null ? 0 : replication.link().readOffset() - replication.link().appliedOffset());
    field(reply, "keys", keys());
  }

  /** 0 where the data have no history: the offset it once had would make them look newer. */
  private long offset() {
    return replication.hasHistory() ? replication.history().offset() : 0;
  }

  private String roleName() {
    return switch (replication.role()) {
      case Role.Master _ -> "master";
      case Role.ReplicaOf _ -> "replica";
      case Role.Unassigned _ -> "unassigned";
    };
  }

  private @Nullable MasterAddress master() {
    return replication.role() instanceof Role.ReplicaOf(MasterAddress address) ? address : null;
  }

  private long keys() {
    long keys = 0;
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      keys += keyspace.database(i).size();
    }
    return keys;
  }

  private static void field(ReplyWriter reply, String name, String value) {
    reply.bulk(name);
    reply.bulk(value);
  }

  private static void field(ReplyWriter reply, String name, long value) {
    reply.bulk(name);
    reply.integer(value);
  }

  // ---- orders ----

  private @Nullable NodeTerm termForOrder(CommandContext context) {
    NodeTerm term = replication.term();
    if (term == null) {
      context.reply().error(UNMANAGED);
      return null;
    }
    if (state.isLoading() && !replication.link().isSyncing()) {
      // Which data there are is not known yet.
      context.reply().error(Errors.LOADING);
      return null;
    }
    return term;
  }

  private void assign(CommandContext context) {
    NodeTerm term = termForOrder(context);
    if (term == null) {
      return;
    }
    Arguments arguments = context.arguments(3);
    if (context.is(2, "MASTER")) {
      if (state.isLoading()) {
        // Half of a former master's data is no dataset to begin with.
        context.reply().error(Errors.LOADING);
        return;
      }
      long newTerm = takeTerm(arguments);
      arguments.end();
      if (!arguments.failed() && obeyed(context, term.becomeMaster(newTerm))) {
        replication.promote();
        context.reply().ok();
      }
    } else if (context.is(2, "REPLICA")) {
      assignReplica(context, term, arguments);
    } else {
      context.reply().error(Errors.SYNTAX);
    }
  }

  private void assignReplica(CommandContext context, NodeTerm term, Arguments arguments) {
    if (arguments.remaining() != 3) {
      context.reply().error(Errors.SYNTAX);
      return;
    }
    String host = arguments.takeText();
    int port = (int) arguments.takeLong(1, 65535, "ERR Invalid master port");
    long newTerm = takeTerm(arguments);
    if (arguments.failed() || !obeyed(context, term.becomeReplica(newTerm))) {
      return;
    }
    MasterAddress master = new MasterAddress(host, port);
    if (!master.equals(master())) {
      replication.follow(master);
    }
    context.reply().ok();
  }

  private void release(CommandContext context) {
    NodeTerm term = termForOrder(context);
    if (term == null) {
      return;
    }
    Arguments arguments = context.arguments(2);
    long newTerm = takeTerm(arguments);
    if (!arguments.failed() && obeyed(context, term.release(newTerm))) {
      replication.unassign();
      context.reply().ok();
    }
  }

  private static long takeTerm(Arguments arguments) {
    return arguments.takeLong(0, Long.MAX_VALUE, Errors.NOT_AN_INTEGER);
  }

  private static boolean obeyed(CommandContext context, @Nullable String refusal) {
    if (refusal != null) {
      context.reply().error(refusal);
    }
    return refusal == null;
  }
}
