package dev.redwing.dataplane.commands.string;

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
import static dev.redwing.dataplane.command.spec.KeyFlag.VARIABLE_FLAGS;
import static dev.redwing.dataplane.command.spec.KeySpec.at;

import dev.redwing.dataplane.command.Command;
import dev.redwing.dataplane.command.CommandHandler;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.config.Config;

/** The table's entries for strings. */
public final class StringCommands {
  private final CommandTable table;
  private final Config config;
  private final SetCommands sets;
  private final RangeCommands ranges;

  private StringCommands(CommandTable table, Config config) {
    this.table = table;
    this.config = config;
    sets = new SetCommands(config);
    ranges = new RangeCommands(config);
  }

  public static void register(CommandTable table, Config config) {
    StringCommands group = new StringCommands(table, config);
    group.registerValues();
    group.registerNumbers();
    group.registerRanges();
    group.registerMultiple();
  }

  private Command add(CommandSpec.Builder declaration, CommandHandler handler) {
    return table.register(declaration.group(Group.STRING), handler);
  }

  private static CommandSpec.Builder write(String name, int arity, Flag... more) {
    return command(name).arity(arity).flags(WRITE).flags(more);
  }

  private void registerValues() {
    add(
        command("get").arity(2).flags(READONLY, FAST).since("1.0.0").key(at(1), RO, ACCESS),
        GetCommands::get);
    add(
            write("set", -3, DENYOOM).since("1.0.0").key(at(1), RW, ACCESS, UPDATE, VARIABLE_FLAGS),
            sets::set)
        .chooseKeyFlagsBy(SetCommands::keyFlags);
    add(write("setnx", 3, DENYOOM, FAST).since("1.0.0").key(at(1), OW, INSERT), sets::setnx);
    add(write("setex", 4, DENYOOM).since("2.0.0").key(at(1), OW, UPDATE), sets::setex);
    add(write("psetex", 4, DENYOOM).since("2.6.0").key(at(1), OW, UPDATE), sets::psetex);
    add(write("getex", -2, FAST).since("6.2.0").key(at(1), RW, ACCESS, UPDATE), sets::getex);
    add(write("getdel", 2, FAST).since("6.2.0").key(at(1), RW, ACCESS, DELETE), sets::getdel);
    add(
        write("getset", 3, DENYOOM, FAST).since("1.0.0").key(at(1), RW, ACCESS, UPDATE),
        sets::getset);
  }

  private void registerNumbers() {
    add(
        write("incr", 2, DENYOOM, FAST).since("1.0.0").key(at(1), RW, ACCESS, UPDATE),
        NumberCommands::incr);
    add(
        write("decr", 2, DENYOOM, FAST).since("1.0.0").key(at(1), RW, ACCESS, UPDATE),
        NumberCommands::decr);
    add(
        write("incrby", 3, DENYOOM, FAST).since("1.0.0").key(at(1), RW, ACCESS, UPDATE),
        NumberCommands::incrby);
    add(
        write("decrby", 3, DENYOOM, FAST).since("1.0.0").key(at(1), RW, ACCESS, UPDATE),
        NumberCommands::decrby);
    add(
        write("incrbyfloat", 3, DENYOOM, FAST).since("2.6.0").key(at(1), RW, ACCESS, UPDATE),
        NumberCommands::incrbyfloat);
  }

  private void registerRanges() {
    add(
        command("strlen").arity(2).flags(READONLY, FAST).since("2.2.0").key(at(1), RO),
        RangeCommands::strlen);
    add(write("append", 3, DENYOOM, FAST).since("2.0.0").key(at(1), RW, INSERT), ranges::append);
    add(write("setrange", 4, DENYOOM).since("2.2.0").key(at(1), RW, UPDATE), ranges::setrange);
    add(
        command("getrange").arity(4).flags(READONLY).since("2.4.0").key(at(1), RO, ACCESS),
        ranges::getrange);
    add(
        command("substr").arity(4).flags(READONLY).since("1.0.0").key(at(1), RO, ACCESS),
        ranges::getrange);
    add(
        command("lcs")
            .arity(-3)
            .flags(READONLY)
            .since("7.0.0")
            .key(at(1).range(1, 1, 0), RO, ACCESS),
        LcsCommand.lcs(config));
  }

  private void registerMultiple() {
    add(
        command("mget")
            .arity(-2)
            .flags(READONLY, FAST)
            .since("1.0.0")
            .key(at(1).range(-1, 1, 0), RO, ACCESS)
            .tips("request_policy:multi_shard"),
        GetCommands::mget);
    add(
        write("mset", -3, DENYOOM)
            .since("1.0.1")
            .key(at(1).range(-1, 2, 0), OW, UPDATE)
            .tips("request_policy:multi_shard", "response_policy:all_succeeded"),
        SetCommands::mset);
    add(
        write("msetnx", -3, DENYOOM)
            .since("1.0.1")
            .key(at(1).range(-1, 2, 0), OW, INSERT)
            .tips("request_policy:multi_shard", "response_policy:agg_min"),
        SetCommands::msetnx);
  }
}
