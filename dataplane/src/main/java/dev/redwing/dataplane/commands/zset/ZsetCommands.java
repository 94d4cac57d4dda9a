package dev.redwing.dataplane.commands.zset;

import static dev.redwing.dataplane.command.spec.CommandSpec.command;
import static dev.redwing.dataplane.command.spec.Flag.DENYOOM;
import static dev.redwing.dataplane.command.spec.Flag.FAST;
import static dev.redwing.dataplane.command.spec.Flag.READONLY;
import static dev.redwing.dataplane.command.spec.Flag.WRITE;
import static dev.redwing.dataplane.command.spec.KeyFlag.ACCESS;
import static dev.redwing.dataplane.command.spec.KeyFlag.DELETE;
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
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.type.set.SetType;
import dev.redwing.dataplane.type.zset.ZsetType;

/** The table's entries for sorted sets. */
public final class ZsetCommands {
  private static final String ANY_OUTPUT = "nondeterministic_output";

  private final CommandTable table;
  private final AddCommands adds;
  private final MemberCommands members;
  private final RangeCommands ranges;
  private final RangeStoreCommand rangeStore;
  private final RemoveRangeCommands removals;
  private final PopCommands pops;
  private final RandomMemberCommand randomMember;
  private final ZsetScanCommand scan;
  private final AlgebraCommands algebra;

  private ZsetCommands(CommandTable table, ZsetType zsets, SetType sets, RandomSource random) {
    this.table = table;
    adds = new AddCommands(zsets);
    members = new MemberCommands(zsets);
    ranges = new RangeCommands(zsets);
    rangeStore = new RangeStoreCommand(zsets);
    removals = new RemoveRangeCommands(zsets);
    pops = new PopCommands(zsets);
    randomMember = new RandomMemberCommand(zsets, random);
    scan = new ZsetScanCommand(zsets);
    algebra = new AlgebraCommands(zsets, sets);
  }

  /** {@code sets} take part in unions and their like. */
  public static void register(
      CommandTable table, ZsetType zsets, SetType sets, RandomSource random) {
    ZsetCommands group = new ZsetCommands(table, zsets, sets, random);
    group.registerMembers();
    group.registerRanges();
    group.registerRemovals();
    group.registerAlgebra();
  }

  private void add(CommandSpec.Builder declaration, CommandHandler handler) {
    table.register(declaration.group(Group.SORTED_SET), handler);
  }

  private static CommandSpec.Builder read(String name, int arity, String since, Flag... more) {
    return command(name).arity(arity).flags(READONLY).flags(more).since(since);
  }

  private static CommandSpec.Builder write(String name, int arity, String since, Flag... more) {
    return command(name).arity(arity).flags(WRITE).flags(more).since(since);
  }

  private void registerMembers() {
    add(write("zadd", -4, "1.2.0", DENYOOM, FAST).key(at(1), RW, UPDATE).member(3), adds::zadd);
    add(
        write("zincrby", 4, "1.2.0", DENYOOM, FAST).key(at(1), RW, ACCESS, UPDATE).member(3),
        adds::zincrby);
    add(write("zrem", -3, "1.2.0", FAST).key(at(1), RW, DELETE).member(2), members::zrem);
    add(read("zcard", 2, "1.2.0", FAST).key(at(1), RO), MemberCommands::zcard);
    add(read("zscore", 3, "1.2.0", FAST).key(at(1), RO, ACCESS).member(2), members::zscore);
    add(read("zmscore", -3, "6.2.0", FAST).key(at(1), RO, ACCESS).member(2), members::zmscore);
    add(read("zrank", -3, "2.0.0", FAST).key(at(1), RO, ACCESS).member(2), members::zrank);
    add(read("zrevrank", -3, "2.0.0", FAST).key(at(1), RO, ACCESS).member(2), members::zrevrank);
    add(
        read("zrandmember", -2, "6.2.0").key(at(1), RO, ACCESS).tips(ANY_OUTPUT),
        randomMember::zrandmember);
    add(read("zscan", -3, "2.8.0").key(at(1), RO, ACCESS).tips(ANY_OUTPUT), scan::zscan);
  }

  private void registerRanges() {
    add(read("zcount", 4, "2.0.0", FAST).key(at(1), RO, ACCESS), ranges::zcount);
    add(read("zlexcount", 4, "2.8.9", FAST).key(at(1), RO, ACCESS), ranges::zlexcount);
    addRange("zrange", "1.2.0", ranges::zrange);
    addRange("zrevrange", "1.2.0", ranges::zrevrange);
    addRange("zrangebyscore", "1.0.5", ranges::zrangebyscore);
    addRange("zrevrangebyscore", "2.2.0", ranges::zrevrangebyscore);
    addRange("zrangebylex", "2.8.9", ranges::zrangebylex);
    addRange("zrevrangebylex", "2.8.9", ranges::zrevrangebylex);
    add(
        write("zrangestore", -5, "6.2.0", DENYOOM).key(at(1), OW, UPDATE).key(at(2), RO, ACCESS),
        rangeStore::zrangestore);
  }

  private void addRange(String name, String since, CommandHandler handler) {
    add(read(name, -4, since).key(at(1), RO, ACCESS), handler);
  }

  private void registerRemovals() {
    add(write("zremrangebyrank", 4, "2.0.0").key(at(1), RW, DELETE), removals::zremrangebyrank);
    add(write("zremrangebyscore", 4, "1.2.0").key(at(1), RW, DELETE), removals::zremrangebyscore);
    add(write("zremrangebylex", 4, "2.8.9").key(at(1), RW, DELETE), removals::zremrangebylex);
    add(write("zpopmin", -2, "5.0.0", FAST).key(at(1), RW, ACCESS, DELETE), pops::zpopmin);
    add(write("zpopmax", -2, "5.0.0", FAST).key(at(1), RW, ACCESS, DELETE), pops::zpopmax);
    add(write("zmpop", -4, "7.0.0").key(at(1).counted(0, 1, 1), RW, ACCESS, DELETE), pops::zmpop);
  }

  private void registerAlgebra() {
    add(algebraSpec("zunion", "6.2.0"), algebra::zunion);
    add(algebraSpec("zinter", "6.2.0"), algebra::zinter);
    add(algebraSpec("zdiff", "6.2.0"), algebra::zdiff);
    add(algebraSpec("zintercard", "7.0.0"), algebra::zintercard);
    add(storeSpec("zunionstore", "2.0.0"), algebra::zunionstore);
    add(storeSpec("zinterstore", "2.0.0"), algebra::zinterstore);
    add(storeSpec("zdiffstore", "6.2.0"), algebra::zdiffstore);
  }

  private static CommandSpec.Builder algebraSpec(String name, String since) {
    return read(name, -3, since).key(at(1).counted(0, 1, 1), RO, ACCESS);
  }

  private static CommandSpec.Builder storeSpec(String name, String since) {
    return write(name, -4, since, DENYOOM)
        .key(at(1), OW, UPDATE)
        .key(at(2).counted(0, 1, 1), RO, ACCESS);
  }
}
