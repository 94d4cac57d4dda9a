package dev.redwing.dataplane.commands.set;

import static dev.redwing.dataplane.command.spec.CommandSpec.command;
import static dev.redwing.dataplane.command.spec.Flag.DENYOOM;
import static dev.redwing.dataplane.command.spec.Flag.FAST;
import static dev.redwing.dataplane.command.spec.Flag.READONLY;
import static dev.redwing.dataplane.command.spec.Flag.WRITE;
import static dev.redwing.dataplane.command.spec.KeyFlag.ACCESS;
import static dev.redwing.dataplane.command.spec.KeyFlag.DELETE;
import static dev.redwing.dataplane.command.spec.KeyFlag.INSERT;
import static dev.redwing.dataplane.command.spec.KeyFlag.OW;
import static dev.redwing.dataplane.command.spec.KeyFlag.RO;
import static dev.redwing.dataplane.command.spec.KeyFlag.RW;
import static dev.redwing.dataplane.command.spec.KeyFlag.UPDATE;
import static dev.redwing.dataplane.command.spec.KeySpec.at;

import dev.redwing.dataplane.command.CommandHandler;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.type.set.SetType;

/** The table's entries for sets. */
public final class SetCommands {
  private static final String ANY_ORDER = "nondeterministic_output_order";
  private static final String ANY_OUTPUT = "nondeterministic_output";

  private final CommandTable table;
  private final MemberCommands members;
  private final RandomMemberCommands random;
  private final AlgebraCommands algebra;
  private final SetScanCommand scan;

  private SetCommands(CommandTable table, Config config, SetType sets, RandomSource random) {
    this.table = table;
    members = new MemberCommands(sets);
    this.random = new RandomMemberCommands(sets, config, random);
    algebra = new AlgebraCommands(sets);
    scan = new SetScanCommand(sets);
  }

  public static void register(
      CommandTable table, Config config, SetType sets, RandomSource random) {
    SetCommands group = new SetCommands(table, config, sets, random);
    group.registerMembers();
    group.registerRandom();
    group.registerAlgebra();
  }

  private void add(CommandSpec.Builder declaration, CommandHandler handler) {
    table.register(declaration.group(Group.SET), handler);
  }

  private static CommandSpec.Builder read(String name, int arity, Flag... more) {
    return command(name).arity(arity).flags(READONLY).flags(more).since("1.0.0");
  }

  private static CommandSpec.Builder write(String name, int arity, Flag... more) {
    return command(name).arity(arity).flags(WRITE).flags(more).since("1.0.0");
  }

  private void registerMembers() {
    add(write("sadd", -3, DENYOOM, FAST).key(at(1), RW, INSERT).member(2), members::sadd);
    add(write("srem", -3, FAST).key(at(1), RW, DELETE).member(2), members::srem);
    add(read("sismember", 3, FAST).key(at(1), RO).member(2), members::sismember);
    add(
        read("smismember", -3, FAST).since("6.2.0").key(at(1), RO, ACCESS).member(2),
        members::smismember);
    add(read("scard", 2, FAST).key(at(1), RO), MemberCommands::scard);
    add(read("smembers", 2).key(at(1), RO, ACCESS).tips(ANY_ORDER), members::smembers);
    add(
        write("smove", 4, FAST).key(at(1), RW, ACCESS, DELETE).member(3).key(at(2), RW, INSERT),
        members::smove);
    add(read("sscan", -3).since("2.8.0").key(at(1), RO, ACCESS).tips(ANY_OUTPUT), scan::sscan);
  }

  private void registerRandom() {
    add(write("spop", -2, FAST).key(at(1), RW, ACCESS, DELETE).tips(ANY_OUTPUT), random::spop);
    add(read("srandmember", -2).key(at(1), RO, ACCESS).tips(ANY_OUTPUT), random::srandmember);
  }

  private void registerAlgebra() {
    add(algebraSpec("sinter"), algebra::sinter);
    add(storeSpec("sinterstore"), algebra::sinterstore);
    add(
        read("sintercard", -3).since("7.0.0").key(at(1).counted(0, 1, 1), RO, ACCESS),
        algebra::sintercard);
    add(algebraSpec("sunion"), algebra::sunion);
    add(storeSpec("sunionstore"), algebra::sunionstore);
    add(algebraSpec("sdiff"), algebra::sdiff);
    add(storeSpec("sdiffstore"), algebra::sdiffstore);
  }

  private static CommandSpec.Builder algebraSpec(String name) {
    return read(name, -2).key(at(1).range(-1, 1, 0), RO, ACCESS).tips(ANY_ORDER);
  }

  private static CommandSpec.Builder storeSpec(String name) {
    return write(name, -3, DENYOOM).key(at(1), OW, UPDATE).key(at(2).range(-1, 1, 0), RO, ACCESS);
  }
}
