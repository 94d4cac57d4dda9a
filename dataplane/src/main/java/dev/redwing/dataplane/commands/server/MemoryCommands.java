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
import dev.redwing.dataplane.command.spec.KeyFlag;
import dev.redwing.dataplane.command.spec.KeySpec;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.stats.MemoryFacts;
import java.util.List;
import java.util.Locale;

/** MEMORY: what keys and the server take. */
public final class MemoryCommands {
  private static final String NOT_AN_INTEGER = Errors.NOT_AN_INTEGER;

  /** Below this there is nothing to judge, as with Redis. */
  private static final long TOO_LITTLE_TO_JUDGE_BYTES = 5 << 20;

  private static final double HIGH_RATIO = 1.5;

  private final MemoryFacts facts;
  private final Keyspace keyspace;

  public MemoryCommands(MemoryFacts facts, Keyspace keyspace) {
    this.facts = facts;
    this.keyspace = keyspace;
  }

  public void register(CommandTable table) {
    table.container(declare("memory", -2));
    table.register(
        declare("memory|usage", -3).flags(Flag.READONLY).key(KeySpec.at(2), KeyFlag.RO),
        this::usage);
    table.register(
        declare("memory|stats", 2)
            .tips(
                "nondeterministic_output", "request_policy:all_shards", "response_policy:special"),
        this::stats);
    table.register(
        declare("memory|doctor", 2)
            .tips(
                "nondeterministic_output", "request_policy:all_shards", "response_policy:special"),
        this::doctor);
    table.register(
        declare("memory|malloc-stats", 2)
            .tips(
                "nondeterministic_output", "request_policy:all_shards", "response_policy:special"),
        this::allocatorStatistics);
    table.register(
        declare("memory|purge", 2)
            .tips("request_policy:all_shards", "response_policy:all_succeeded"),
        this::purge);
    table.register(declare("memory|help", 2).flags(Flag.LOADING, Flag.STALE), MemoryCommands::help);
  }

  private static CommandSpec.Builder declare(String name, int arity) {
    return command(name).arity(arity).group(Group.SERVER).since("4.0.0");
  }

  /** SAMPLES is accepted; sizes are exact, so nothing is sampled. */
  private void usage(CommandContext context) {
    Arguments arguments = context.arguments(3);
    while (arguments.hasNext()) {
      if (arguments.takeOption("SAMPLES")) {
        long samples = arguments.takeLong(Long.MIN_VALUE, Long.MAX_VALUE, NOT_AN_INTEGER);
        if (samples < 0) {
          arguments.fail(Errors.SYNTAX);
        }
      } else {
        arguments.fail(Errors.SYNTAX);
      }
    }
    if (arguments.failed()) {
      return;
    }
    // Not by the context: this is no access, neither a hit nor a miss, and a key that has expired
    // takes its memory until somebody else meets it.
    long ref = context.database().find(context.hash(2), context.address(2), context.length(2));
    if (ref == 0) {
      context.reply().nullBulk();
    } else {
      context.reply().integer(context.database().memoryUsage(ref));
    }
  }

  private void purge(CommandContext context) {
    keyspace.arena().releaseUnused();
    context.reply().ok();
  }

  private void stats(CommandContext context) {
    ReplyWriter reply = context.reply();
    long keys = 0;
    int databases = 0;
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      keys += keyspace.database(i).size();
      databases += keyspace.database(i).size() > 0 ? 1 : 0;
    }
    long net = Math.max(0, facts.used() - facts.startup());
    reply.map(27 + databases);
    field(reply, "peak.allocated", facts.peak());
    field(reply, "total.allocated", facts.used());
    field(reply, "startup.allocated", facts.startup());
    field(reply, "replication.backlog", facts.replicationBacklog());
    field(reply, "clients.slaves", facts.replicaBuffers());
    field(reply, "clients.normal", facts.normalClientBuffers());
    field(reply, "cluster.links", 0);
    field(reply, "aof.buffer", facts.aofBuffer());
    field(reply, "lua.caches", 0);
    field(reply, "functions.caches", 0);
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      if (keyspace.database(i).size() > 0) {
        database(reply, keyspace.database(i));
      }
    }
    field(reply, "overhead.total", facts.overhead());
    field(reply, "keys.count", keys);
    field(reply, "keys.bytes-per-key", keys == 0 ? 0 : net / keys);
    field(reply, "dataset.bytes", facts.dataset());
    field(reply, "dataset.percentage", facts.datasetPercent());
    field(reply, "peak.percentage", facts.peakPercent());
    allocator(reply);
  }

  private static void database(ReplyWriter reply, Database database) {
    reply.bulk("db." + database.index());
    reply.map(3);
    field(reply, "overhead.hashtable.main", database.size() * Long.BYTES);
    field(reply, "overhead.hashtable.expires", database.expiresSize() * Long.BYTES);
    field(reply, "overhead.hashtable.slot-to-keys", 0);
  }

  private void allocator(ReplyWriter reply) {
    long resident = facts.resident();
    field(reply, "allocator.allocated", facts.allocated());
    field(reply, "allocator.active", facts.active());
    field(reply, "allocator.resident", facts.allocatorResident());
    field(reply, "allocator-fragmentation.ratio", ratio(facts.active(), facts.allocated()));
    field(reply, "allocator-fragmentation.bytes", facts.active() - facts.allocated());
    field(reply, "allocator-rss.ratio", ratio(facts.allocatorResident(), facts.active()));
    field(reply, "allocator-rss.bytes", facts.allocatorResident() - facts.active());
    field(reply, "rss-overhead.ratio", ratio(resident, facts.allocatorResident()));
    field(reply, "rss-overhead.bytes", resident - facts.allocatorResident());
    field(reply, "fragmentation", ratio(resident, facts.used()));
    field(reply, "fragmentation.bytes", resident - facts.used());
  }

  private static double ratio(long a, long b) {
    return b == 0 ? 0 : (double) a / b;
  }

  private static void field(ReplyWriter reply, String name, long value) {
    reply.bulk(name);
    reply.integer(value);
  }

  private static void field(ReplyWriter reply, String name, double value) {
    reply.bulk(name);
    reply.doubleValue(value);
  }

  private void doctor(CommandContext context) {
    StringBuilder text = new StringBuilder();
    if (facts.used() < TOO_LITTLE_TO_JUDGE_BYTES) {
      text.append("There is too little data to say anything about its memory.\n");
    } else {
      if (facts.peak() > facts.used() * HIGH_RATIO) {
        text.append("* Peak: memory was much higher once; what was freed is reused first and ");
        text.append("goes back to the system by MEMORY PURGE.\n");
      }
      if (facts.active() > facts.allocated() * HIGH_RATIO) {
        text.append("* Fragmentation: slabs are sparsely used. It goes away as keys are ");
        text.append("written; a restart removes it at once.\n");
      }
      if (facts.replicaBuffers() > facts.used() / 10) {
        text.append("* Replicas: much is waiting to be sent to them, one may be too slow.\n");
      }
    }
    context.reply().verbatim("txt", text.isEmpty() ? "No problem was found.\n" : text.toString());
  }

  private void allocatorStatistics(CommandContext context) {
    Arena arena = keyspace.arena();
    String text =
        String.format(
            Locale.ROOT,
            "redwing-arena: %d blocks, %d bytes used, %d at the peak, %d resident, %d idle, %d"
                + " bytes of addresses reserved%s\n",
            arena.liveBlocks(),
            arena.usedBytes(),
            arena.peakBytes(),
            arena.residentBytes(),
            arena.idleBytes(),
            arena.reservedBytes(),
            arena.checked() ? ", checked" : "");
    context.reply().verbatim("txt", text);
  }

  private static void help(CommandContext context) {
    HelpText.reply(
        context.reply(),
        "MEMORY",
        List.of(
            "DOCTOR",
            "    Return memory problems reports.",
            "MALLOC-STATS",
            "    Return internal statistics report from the memory allocator.",
            "PURGE",
            "    Attempt to purge dirty pages for reclamation by the allocator.",
            "STATS",
            "    Return information about the memory usage of the server.",
            "USAGE <key> [SAMPLES <count>]",
            "    Return memory in bytes used by <key> and its value. Nested values are",
            "    sampled up to <count> times (default: 5, 0 means sample all)."));
  }
}
