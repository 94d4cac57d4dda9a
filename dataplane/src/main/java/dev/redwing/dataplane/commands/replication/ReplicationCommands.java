package dev.redwing.dataplane.commands.replication;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.Blocking;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.spec.AclCategory;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.replication.MasterAddress;
import dev.redwing.dataplane.replication.Replication;
import dev.redwing.dataplane.replication.Role;
import dev.redwing.dataplane.replication.feed.Replica;
import dev.redwing.dataplane.resp.ReplyWriter;
import java.util.List;

/** REPLICAOF, PSYNC, SYNC, WAIT and ROLE. */
public final class ReplicationCommands {
  private static final String NOT_ON_REPLICAS =
      "ERR WAIT cannot be used with replica instances. Please also note that since Redis 4.0 if a"
          + " replica is configured to be writable (which is not the default) writes to replicas"
          + " are just local and are not propagated.";
  private static final String MANAGED =
      "ERR REPLICAOF is not allowed with 'redwing-managed yes': the operator assigns the roles";

  private final Replication replication;
  private final Blocking blocking;

  public ReplicationCommands(Replication replication, Blocking blocking) {
    this.replication = replication;
    this.blocking = blocking;
  }

  public void register(CommandTable table) {
    table.register(follow("replicaof").since("5.0.0"), this::replicaof);
    table.register(follow("slaveof").since("1.0.0"), this::replicaof);
    table.register(sync("psync").arity(-3).since("2.8.0"), this::psync);
    table.register(sync("sync").arity(1).since("1.0.0"), this::sync);
    table.register(
        CommandSpec.command("wait")
            .arity(3)
            .group(Group.GENERIC)
            .since("3.0.0")
            .flags(Flag.NOSCRIPT)
            .acl(AclCategory.CONNECTION)
            .tips("request_policy:all_shards", "response_policy:agg_min"),
        this::await);
    table.register(
        CommandSpec.command("role")
            .arity(1)
            .group(Group.SERVER)
            .since("2.8.12")
            .flags(Flag.NOSCRIPT, Flag.LOADING, Flag.STALE, Flag.FAST)
            .acl(AclCategory.ADMIN, AclCategory.DANGEROUS),
        this::role);
  }

  private static CommandSpec.Builder follow(String name) {
    return CommandSpec.command(name)
        .arity(3)
        .group(Group.SERVER)
        .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.STALE, Flag.NO_ASYNC_LOADING);
  }

  private static CommandSpec.Builder sync(String name) {
    return CommandSpec.command(name)
        .group(Group.SERVER)
        .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.NO_ASYNC_LOADING, Flag.NO_MULTI);
  }

  // ---- roles ----

  private void replicaof(CommandContext context) {
    ReplyWriter reply = context.reply();
    if (replication.term() != null) {
      reply.error(MANAGED);
      return;
    }
    if (context.is(1, "NO") && context.is(2, "ONE")) {
      replication.promote();
      reply.ok();
      return;
    }
    if (context.client().is(ClientFlag.REPLICA)) {
      reply.error("ERR Command is not valid when client is a replica.");
      return;
    }
    Arguments arguments = context.arguments();
    String host = arguments.takeText();
    int port = (int) arguments.takeLong(0, 65535, "ERR Invalid master port");
    if (arguments.failed()) {
      return;
    }
    MasterAddress master = new MasterAddress(host, port);
    if (replication.role() instanceof Role.ReplicaOf(MasterAddress current)
        && current.host().equalsIgnoreCase(host)
        && current.port() == port) {
      reply.simple("OK Already connected to specified master");
      return;
    }
    replication.follow(master);
    reply.ok();
  }

  private void role(CommandContext context) {
    ReplyWriter reply = context.reply();
    switch (replication.role()) {
      case Role.Master _ -> master(reply);
      case Role.ReplicaOf(MasterAddress address) -> replica(reply, address);
      case Role.Unassigned _ -> replica(reply, new MasterAddress("?", 0));
    }
  }

  private void master(ReplyWriter reply) {
    reply.array(3);
    reply.bulk("master");
    reply.integer(replication.history().offset());
    List<Replica> online =
        replication.feed().replicas().stream().filter(Replica::isOnline).toList();
    reply.array(online.size());
    for (Replica replica : online) {
      reply.array(3);
      reply.bulk(replica.host());
      reply.bulk(Integer.toString(replica.port()));
      reply.bulk(Long.toString(replica.ackOffset()));
    }
  }

  private void replica(ReplyWriter reply, MasterAddress address) {
    reply.array(5);
    reply.bulk("slave");
    reply.bulk(address.host());
    reply.integer(address.port());
    reply.bulk(replication.link().stateName());
    reply.integer(replication.link().isConnected() ? replication.history().offset() : -1);
  }

  // ---- synchronization ----

  private void psync(CommandContext context) {
    if (context.client().is(ClientFlag.REPLICA)) {
      return;
    }
    Arguments arguments = context.arguments();
    String id = arguments.takeText();
    if (context.count() > 3 && context.is(3, "FAILOVER") && !takesOver(context, id)) {
      return;
    }
    long nextOffset = arguments.takeLong();
    if (!arguments.failed() && maySync(context)) {
      replication.feed().psync(context.client(), id, nextOffset);
    }
  }

  /** FAILOVER on the master makes it ask its replica so: they change their roles. */
  private boolean takesOver(CommandContext context, String id) {
    ReplyWriter reply = context.reply();
    if (replication.term() != null) {
      reply.error(MANAGED);
    } else if (!replication.isReplica()) {
      reply.error("ERR PSYNC FAILOVER can't be sent to a master.");
    } else if (!id.equalsIgnoreCase(replication.history().id().id())) {
      reply.error("ERR PSYNC FAILOVER replid must match my replid.");
    } else {
      replication.promote();
      return true;
    }
    return false;
  }

  private void sync(CommandContext context) {
    if (!context.client().is(ClientFlag.REPLICA) && maySync(context)) {
      replication.feed().sync(context.client());
    }
  }

  private boolean maySync(CommandContext context) {
    Client client = context.client();
    if (replication.isReplica() && !replication.link().isConnected()) {
      context.reply().error("NOMASTERLINK Can't SYNC while not connected with my master");
      return false;
    }
    // The master's first words must not get mixed up with replies to earlier commands.
    if (client.reply().size() > 0 || client.connection().pendingBytes() > 0) {
      context.reply().error("ERR SYNC and PSYNC are invalid with pending output");
      return false;
    }
    return true;
  }

  // ---- WAIT ----

  private void await(CommandContext context) {
    if (replication.isReplica()) {
      context.reply().error(NOT_ON_REPLICAS);
      return;
    }
    Arguments arguments = context.arguments();
    long wanted = arguments.takeLong();
    long timeoutMillis =
        arguments.takeLong(Long.MIN_VALUE, Long.MAX_VALUE, Errors.TIMEOUT_NOT_AN_INTEGER);
    if (timeoutMillis < 0) {
      arguments.fail(Errors.TIMEOUT_NEGATIVE);
    }
    if (arguments.failed()) {
      return;
    }
    // What others have written meanwhile is not this client's business, as in Redis 7.2.
    long offset = context.client().writtenOffset();
    int acknowledged = replication.feed().countAcknowledged(offset);
    if (acknowledged >= wanted || !context.mayBlock()) {
      context.reply().integer(acknowledged);
      return;
    }
    replication.feed().requestAcks();
    blocking.park(context.client(), timeoutMillis, new Acknowledged(replication, offset, wanted));
  }

  /** What a client in WAIT waits for. */
  private record Acknowledged(Replication replication, long offset, long wanted)
      implements Blocking.Condition {
    @Override
    public boolean tryFinish(Client client) {
      if (replication.isReplica()) {
        client
            .reply()
            .error(
                "UNBLOCKED force unblock from blocking operation, instance state changed (master"
                    + " -> replica?)");
        return true;
      }
      int acknowledged = replication.feed().countAcknowledged(offset);
      if (acknowledged < wanted) {
        return false;
      }
      client.reply().integer(acknowledged);
      return true;
    }

    @Override
    public void timedOut(Client client) {
      client.reply().integer(replication.feed().countAcknowledged(offset));
    }
  }
}
