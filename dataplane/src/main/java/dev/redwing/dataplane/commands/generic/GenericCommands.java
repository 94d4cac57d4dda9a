package dev.redwing.dataplane.commands.generic;

import static dev.redwing.dataplane.command.spec.CommandSpec.command;
import static dev.redwing.dataplane.command.spec.Flag.DENYOOM;
import static dev.redwing.dataplane.command.spec.Flag.FAST;
import static dev.redwing.dataplane.command.spec.Flag.LOADING;
import static dev.redwing.dataplane.command.spec.Flag.READONLY;
import static dev.redwing.dataplane.command.spec.Flag.STALE;
import static dev.redwing.dataplane.command.spec.Flag.WRITE;
import static dev.redwing.dataplane.command.spec.KeyFlag.ACCESS;
import static dev.redwing.dataplane.command.spec.KeyFlag.DELETE;
import static dev.redwing.dataplane.command.spec.KeyFlag.INSERT;
import static dev.redwing.dataplane.command.spec.KeyFlag.OW;
import static dev.redwing.dataplane.command.spec.KeyFlag.RM;
import static dev.redwing.dataplane.command.spec.KeyFlag.RO;
import static dev.redwing.dataplane.command.spec.KeyFlag.RW;
import static dev.redwing.dataplane.command.spec.KeyFlag.UPDATE;
import static dev.redwing.dataplane.command.spec.KeySpec.at;

import dev.redwing.dataplane.command.CommandHandler;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.spec.AclCategory;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.command.spec.KeyFlag;
import dev.redwing.dataplane.command.spec.KeySpec;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.RandomSource;

/** The table's entries for keys. */
public final class GenericCommands {
  private static final KeySpec EVERY_WORD = at(1).range(-1, 1, 0);

  private final CommandTable table;
  private final Config config;
  private final RandomSource random;

  private GenericCommands(CommandTable table, Config config, RandomSource random) {
    this.table = table;
    this.config = config;
    this.random = random;
  }

  /** {@code random} is for RANDOMKEY. */
  public static void register(CommandTable table, Config config, RandomSource random) {
    GenericCommands group = new GenericCommands(table, config, random);
    group.registerRemoval();
    group.registerMoving();
    group.registerIteration();
    group.registerObject();
    group.registerExpiry();
    group.registerTtl();
    group.registerSort();
  }

  private void add(CommandSpec.Builder declaration, CommandHandler handler) {
    table.register(declaration.group(Group.GENERIC), handler);
  }

  private static CommandSpec.Builder write(String name, int arity, Flag... more) {
    return command(name).arity(arity).flags(WRITE).flags(more);
  }

  private static CommandSpec.Builder read(String name, int arity, Flag... more) {
    return command(name).arity(arity).flags(READONLY).flags(more);
  }

  private void registerRemoval() {
    String[] tips = {"request_policy:multi_shard", "response_policy:agg_sum"};
    add(write("del", -2).since("1.0.0").key(EVERY_WORD, RM, DELETE).tips(tips), KeyCommands::del);
    add(
        write("unlink", -2, FAST).since("4.0.0").key(EVERY_WORD, RM, DELETE).tips(tips),
        KeyCommands::del);
    add(
        read("exists", -2, FAST).since("1.0.0").key(EVERY_WORD, RO).tips(tips),
        KeyCommands::exists);
    add(read("touch", -2, FAST).since("3.2.1").key(EVERY_WORD, RO).tips(tips), KeyCommands::touch);
    add(read("type", 2, FAST).since("1.0.0").key(at(1), RO), KeyCommands::type);
  }

  private void registerMoving() {
    add(
        write("rename", 3).since("1.0.0").key(at(1), RW, ACCESS, DELETE).key(at(2), OW, UPDATE),
        KeyCommands::rename);
    add(
        write("renamenx", 3, FAST)
            .since("1.0.0")
            .key(at(1), RW, ACCESS, DELETE)
            .key(at(2), OW, INSERT),
        KeyCommands::renamenx);
    add(write("move", 3, FAST).since("1.0.0").key(at(1), RW, ACCESS, UPDATE), KeyCommands::move);
    add(
        write("copy", -3, DENYOOM).since("6.2.0").key(at(1), RO, ACCESS).key(at(2), OW, UPDATE),
        KeyCommands::copy);
  }

  private void registerIteration() {
    ScanCommands scans = new ScanCommands(random);
    add(
        read("keys", 2)
            .since("1.0.0")
            .acl(AclCategory.KEYSPACE, AclCategory.DANGEROUS)
            .tips("request_policy:all_shards", "nondeterministic_output_order"),
        scans::keys);
    add(
        read("scan", -2).since("2.8.0").tips("nondeterministic_output", "request_policy:special"),
        scans::scan);
    add(
        read("randomkey", 1)
            .since("1.0.0")
            .tips("request_policy:all_shards", "nondeterministic_output"),
        scans::randomkey);
  }

  private void registerObject() {
    table.container(command("object").arity(-2).group(Group.GENERIC).since("2.2.3"));
    addObject("encoding", "2.2.3", ObjectCommands::encoding);
    addObject("freq", "4.0.0", ObjectCommands::freq);
    addObject("idletime", "2.2.3", ObjectCommands::idletime);
    addObject("refcount", "2.2.3", ObjectCommands::refcount);
    add(command("object|help").arity(2).flags(LOADING, STALE).since("6.2.0"), ObjectCommands::help);
  }

  private void addObject(String name, String since, CommandHandler handler) {
    add(
        read("object|" + name, 3).since(since).key(at(2), RO).tips("nondeterministic_output"),
        handler);
  }

  private void registerExpiry() {
    ExpireCommands expire = new ExpireCommands(config);
    KeyFlag[] flags = {RW, UPDATE};
    add(write("expire", -3, FAST).since("1.0.0").key(at(1), flags), expire::expire);
    add(write("pexpire", -3, FAST).since("2.6.0").key(at(1), flags), expire::pexpire);
    add(write("expireat", -3, FAST).since("1.2.0").key(at(1), flags), expire::expireat);
    add(write("pexpireat", -3, FAST).since("2.6.0").key(at(1), flags), expire::pexpireat);
    add(write("persist", 2, FAST).since("2.2.0").key(at(1), flags), ExpireCommands::persist);
  }

  private void registerTtl() {
    KeyFlag[] flags = {RO, ACCESS};
    String tip = "nondeterministic_output";
    add(read("ttl", 2, FAST).since("1.0.0").key(at(1), flags).tips(tip), ExpireCommands::ttl);
    add(read("pttl", 2, FAST).since("2.6.0").key(at(1), flags).tips(tip), ExpireCommands::pttl);
    add(read("expiretime", 2, FAST).since("7.0.0").key(at(1), flags), ExpireCommands::expiretime);
    add(read("pexpiretime", 2, FAST).since("7.0.0").key(at(1), flags), ExpireCommands::pexpiretime);
  }

  private void registerSort() {
    SortCommands sort = new SortCommands();
    table
        .register(
            sorting(write("sort", -2, DENYOOM))
                .since("1.0.0")
                .key(KeySpec.unknown(), OW, UPDATE)
                .group(Group.GENERIC),
            sort::sort)
        .findKeyBy(SortRequest::target);
    add(sorting(read("sort_ro", -2)).since("7.0.0"), sort::sortRo);
  }

  /** Which keys BY and GET lead to only the elements tell. */
  private static CommandSpec.Builder sorting(CommandSpec.Builder declaration) {
    return declaration
        .acl(AclCategory.SET, AclCategory.SORTEDSET, AclCategory.LIST, AclCategory.DANGEROUS)
        .key(at(1), RO, ACCESS)
        .key(KeySpec.unknown(), RO, ACCESS);
  }
}
