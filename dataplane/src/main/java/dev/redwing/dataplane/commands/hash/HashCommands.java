package dev.redwing.dataplane.commands.hash;

import static dev.redwing.dataplane.command.spec.CommandSpec.command;
import static dev.redwing.dataplane.command.spec.Flag.DENYOOM;
import static dev.redwing.dataplane.command.spec.Flag.FAST;
import static dev.redwing.dataplane.command.spec.Flag.READONLY;
import static dev.redwing.dataplane.command.spec.Flag.WRITE;
import static dev.redwing.dataplane.command.spec.KeyFlag.ACCESS;
import static dev.redwing.dataplane.command.spec.KeyFlag.DELETE;
import static dev.redwing.dataplane.command.spec.KeyFlag.INSERT;
import static dev.redwing.dataplane.command.spec.KeyFlag.RO;
import static dev.redwing.dataplane.command.spec.KeyFlag.RW;
import static dev.redwing.dataplane.command.spec.KeyFlag.UPDATE;
import static dev.redwing.dataplane.command.spec.KeySpec.at;

import dev.redwing.dataplane.command.CommandHandler;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.type.hash.HashType;

/** The table's entries for hashes. */
public final class HashCommands {
  private static final String ANY_ORDER = "nondeterministic_output_order";
  private static final String ANY_OUTPUT = "nondeterministic_output";

  private final CommandTable table;
  private final ReadCommands reads;
  private final WriteCommands writes;
  private final NumberCommands numbers;
  private final RandomFieldCommand randomField;
  private final HashScanCommand scan;

  private HashCommands(CommandTable table, HashType hashes, RandomSource random) {
    this.table = table;
    reads = new ReadCommands(hashes);
    writes = new WriteCommands(hashes);
    numbers = new NumberCommands(hashes);
    randomField = new RandomFieldCommand(hashes, random);
    scan = new HashScanCommand(hashes);
  }

  public static void register(CommandTable table, HashType hashes, RandomSource random) {
    HashCommands group = new HashCommands(table, hashes, random);
    group.registerReads();
    group.registerWrites();
  }

  private void add(CommandSpec.Builder declaration, CommandHandler handler) {
    table.register(declaration.group(Group.HASH), handler);
  }

  private static CommandSpec.Builder read(String name, int arity, Flag... more) {
    return command(name).arity(arity).flags(READONLY).flags(more).since("2.0.0");
  }

  private static CommandSpec.Builder write(String name, int arity, Flag... more) {
    return command(name).arity(arity).flags(WRITE, FAST).flags(more).since("2.0.0");
  }

  private void registerReads() {
    add(read("hget", 3, FAST).key(at(1), RO, ACCESS).member(2), reads::hget);
    add(read("hmget", -3, FAST).key(at(1), RO, ACCESS).member(2), reads::hmget);
    add(read("hgetall", 2).key(at(1), RO, ACCESS).tips(ANY_ORDER), reads::hgetall);
    add(read("hkeys", 2).key(at(1), RO, ACCESS).tips(ANY_ORDER), reads::hkeys);
    add(read("hvals", 2).key(at(1), RO, ACCESS).tips(ANY_ORDER), reads::hvals);
    add(read("hlen", 2, FAST).key(at(1), RO), ReadCommands::hlen);
    add(read("hstrlen", 3, FAST).since("3.2.0").key(at(1), RO).member(2), reads::hstrlen);
    add(read("hexists", 3, FAST).key(at(1), RO).member(2), reads::hexists);
    add(
        read("hrandfield", -2).since("6.2.0").key(at(1), RO, ACCESS).tips(ANY_OUTPUT),
        randomField::hrandfield);
    add(read("hscan", -3).since("2.8.0").key(at(1), RO, ACCESS).tips(ANY_OUTPUT), scan::hscan);
  }

  private void registerWrites() {
    add(write("hset", -4, DENYOOM).key(at(1), RW, UPDATE).member(2), writes::hset);
    add(write("hmset", -4, DENYOOM).key(at(1), RW, UPDATE).member(2), writes::hmset);
    add(write("hsetnx", 4, DENYOOM).key(at(1), RW, INSERT).member(2), writes::hsetnx);
    add(write("hdel", -3).key(at(1), RW, DELETE).member(2), writes::hdel);
    add(write("hincrby", 4, DENYOOM).key(at(1), RW, ACCESS, UPDATE).member(2), numbers::hincrby);
    add(
        write("hincrbyfloat", 4, DENYOOM).since("2.6.0").key(at(1), RW, ACCESS, UPDATE).member(2),
        numbers::hincrbyfloat);
  }
}
