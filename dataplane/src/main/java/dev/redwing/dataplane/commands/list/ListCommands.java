package dev.redwing.dataplane.commands.list;

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
import dev.redwing.dataplane.type.list.ListType;

/** The table's entries for lists. */
public final class ListCommands {
  private final CommandTable table;
  private final InsertCommands insert;
  private final PopCommands pop;
  private final MoveCommands move;
  private final ReadCommands read;
  private final RemoveCommands remove;

  private ListCommands(CommandTable table, ListType lists) {
    this.table = table;
    insert = new InsertCommands(lists);
    pop = new PopCommands(lists);
    move = new MoveCommands(lists);
    read = new ReadCommands(lists);
    remove = new RemoveCommands(lists);
  }

  public static void register(CommandTable table, ListType lists) {
    ListCommands group = new ListCommands(table, lists);
    group.registerInsertions();
    group.registerRemovals();
    group.registerReads();
  }

  private void add(CommandSpec.Builder declaration, CommandHandler handler) {
    table.register(declaration.group(Group.LIST), handler);
  }

  private static CommandSpec.Builder read(String name, int arity, Flag... more) {
    return command(name).arity(arity).flags(READONLY).flags(more).since("1.0.0");
  }

  private static CommandSpec.Builder write(String name, int arity, Flag... more) {
    return command(name).arity(arity).flags(WRITE).flags(more).since("1.0.0");
  }

  private void registerInsertions() {
    add(write("lpush", -3, DENYOOM, FAST).key(at(1), RW, INSERT), insert::lpush);
    add(write("rpush", -3, DENYOOM, FAST).key(at(1), RW, INSERT), insert::rpush);
    add(write("lpushx", -3, DENYOOM, FAST).since("2.2.0").key(at(1), RW, INSERT), insert::lpushx);
    add(write("rpushx", -3, DENYOOM, FAST).since("2.2.0").key(at(1), RW, INSERT), insert::rpushx);
    add(write("linsert", 5, DENYOOM).since("2.2.0").key(at(1), RW, INSERT), insert::linsert);
    add(write("lset", 4, DENYOOM).key(at(1), RW, UPDATE), insert::lset);
  }

  private void registerRemovals() {
    add(write("lpop", -2, FAST).key(at(1), RW, ACCESS, DELETE), pop::lpop);
    add(write("rpop", -2, FAST).key(at(1), RW, ACCESS, DELETE), pop::rpop);
    add(
        write("lmpop", -4).since("7.0.0").key(at(1).counted(0, 1, 1), RW, ACCESS, DELETE),
        pop::lmpop);
    add(
        write("lmove", 5, DENYOOM)
            .since("6.2.0")
            .key(at(1), RW, ACCESS, DELETE)
            .key(at(2), RW, INSERT),
        move::lmove);
    add(
        write("rpoplpush", 3, DENYOOM)
            .since("1.2.0")
            .key(at(1), RW, ACCESS, DELETE)
            .key(at(2), RW, INSERT),
        move::rpoplpush);
    add(write("lrem", 4).key(at(1), RW, DELETE), remove::lrem);
    add(write("ltrim", 4).key(at(1), RW, DELETE), remove::ltrim);
  }

  private void registerReads() {
    add(read("llen", 2, FAST).key(at(1), RO), ReadCommands::llen);
    add(read("lindex", 3).key(at(1), RO, ACCESS), read::lindex);
    add(read("lrange", 4).key(at(1), RO, ACCESS), read::lrange);
    add(read("lpos", -3).since("6.0.6").key(at(1), RO, ACCESS), read::lpos);
  }
}
