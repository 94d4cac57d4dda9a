package dev.redwing.dataplane.commands.persistence;

import static dev.redwing.dataplane.command.spec.CommandSpec.command;

import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.spec.AclCategory;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.command.spec.KeyFlag;
import dev.redwing.dataplane.command.spec.KeySpec;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.keyspace.AccessClock;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.propagate.EffectStream;
import dev.redwing.dataplane.rdb.DumpPayload;
import dev.redwing.dataplane.rdb.RdbCorruptException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** DUMP, RESTORE and RESTORE-ASKING. */
public final class DumpCommands {
  private static final String INVALID_TTL = "ERR Invalid TTL value, must be >= 0";
  private static final String INVALID_IDLE_TIME = "ERR Invalid IDLETIME value, must be >= 0";
  private static final String INVALID_FREQUENCY = "ERR Invalid FREQ value, must be >= 0 and <= 255";
  private static final String BUSY_KEY = "BUSYKEY Target key name already exists.";
  private static final String BAD_PAYLOAD = "ERR DUMP payload version or checksum are wrong";
  private static final String BAD_DATA = "ERR Bad data format";
  private static final byte[] ABSTTL = ascii("ABSTTL");
  private static final byte[] DEL = ascii("DEL");
  private static final int KEY = 1;
  private static final int TTL = 2;
  private static final int PAYLOAD = 3;
  private static final int FIRST_OPTION = 4;
  private static final int MAX_FREQUENCY = 255;
  private static final long NOT_GIVEN = Long.MIN_VALUE;

  /** The access clock of a key used now. */
  private static final int NOW = -1;

  private final Config config;
  private final DumpPayload payload;

  public DumpCommands(Config config, Keyspace keyspace) {
    this.config = config;
    this.payload = new DumpPayload(keyspace);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  public void register(CommandTable table) {
    table.register(
        command("dump")
            .arity(2)
            .flags(Flag.READONLY)
            .group(Group.GENERIC)
            .since("2.6.0")
            .key(KeySpec.at(KEY), KeyFlag.RO, KeyFlag.ACCESS)
            .tips("nondeterministic_output"),
        this::dump);
    table.register(
        restoreSpec("restore", Group.GENERIC, "2.6.0").flags(Flag.WRITE, Flag.DENYOOM),
        this::restore);
    table.register(
        restoreSpec("restore-asking", Group.SERVER, "3.0.0")
            .flags(Flag.WRITE, Flag.DENYOOM, Flag.ASKING),
        this::restore);
  }

  private static CommandSpec.Builder restoreSpec(String name, Group group, String since) {
    return command(name)
        .arity(-4)
        .group(group)
        .since(since)
        .acl(AclCategory.KEYSPACE, AclCategory.DANGEROUS)
        .key(KeySpec.at(KEY), KeyFlag.OW, KeyFlag.UPDATE);
  }

  private void dump(CommandContext context) {
    long ref = context.peek(KEY);
    if (ref == 0) {
      context.reply().nullBulk();
      return;
    }
    try {
      payload.write(context.database().address(ref), config.rdbcompression());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    context.reply().bulk(payload.address(), payload.length());
  }

  private void restore(CommandContext context) {
    Arguments options = context.arguments(FIRST_OPTION);
    boolean replace = false;
    boolean absolute = false;
    long idleSeconds = NOT_GIVEN;
    long frequency = NOT_GIVEN;
    while (options.hasNext()) {
      if (options.take("REPLACE")) {
        replace = true;
      } else if (options.take("ABSTTL")) {
        absolute = true;
      } else if (frequency == NOT_GIVEN && options.takeOption("IDLETIME")) {
        idleSeconds = options.takeLong();
        if (idleSeconds < 0) {
          options.fail(INVALID_IDLE_TIME);
        }
      } else if (idleSeconds == NOT_GIVEN && options.takeOption("FREQ")) {
        frequency = options.takeLong();
        if (frequency < 0 || frequency > MAX_FREQUENCY) {
          options.fail(INVALID_FREQUENCY);
        }
      } else {
        options.fail(Errors.SYNTAX);
      }
    }
    if (options.failed()) {
      return;
    }
    if (!replace && context.peek(KEY) != 0) {
      context.reply().error(BUSY_KEY);
      return;
    }
    Arguments ttlArgument = context.arguments(TTL);
    long ttl = ttlArgument.takeLong();
    if (ttlArgument.failed()) {
      return;
    }
    if (ttl < 0) {
      context.reply().error(INVALID_TTL);
      return;
    }
    if (!DumpPayload.isIntact(context.address(PAYLOAD), context.length(PAYLOAD))) {
      context.reply().error(BAD_PAYLOAD);
      return;
    }
    long expireAtMillis = expireAtMillis(context, ttl, absolute);
    // What is replaced may have expired: it goes with this command, and without a DEL of its own.
    long existing =
        context.database().find(context.hash(KEY), context.address(KEY), context.length(KEY));
    store(context, existing, expireAtMillis, accessClock(context, idleSeconds, frequency));
    if (context.changes() > 0 && ttl > 0 && !absolute && !isPast(context, expireAtMillis)) {
      propagateAbsolute(context, expireAtMillis);
    }
  }

  private static long expireAtMillis(CommandContext context, long ttl, boolean absolute) {
    if (ttl == 0) {
      return Entry.NO_EXPIRY;
    }
    return absolute ? ttl : context.nowMillis() + ttl;
  }

  private static boolean isPast(CommandContext context, long expireAtMillis) {
    return expireAtMillis != Entry.NO_EXPIRY && expireAtMillis < context.nowMillis();
  }

  private static int accessClock(CommandContext context, long idleSeconds, long frequency) {
    AccessClock clock = context.keyspace().accessClock();
    if (clock.isLfu() && frequency != NOT_GIVEN) {
      return clock.clockForFrequency((int) frequency);
    }
    if (!clock.isLfu() && idleSeconds != NOT_GIVEN) {
      return clock.clockForIdle(idleSeconds);
    }
    return NOW;
  }

  /** The payload is read before the old value goes: one that holds no value loses nothing. */
  private void store(CommandContext context, long existing, long expireAtMillis, int accessClock) {
    Database database = context.database();
    long hash = context.hash(KEY);
    try (DumpPayload.Value value =
        payload.read(context.address(PAYLOAD), context.length(PAYLOAD))) {
      if (!isPast(context, expireAtMillis)) {
        long ref =
            value.store(
                database,
                hash,
                context.address(KEY),
                context.length(KEY),
                expireAtMillis,
                accessClock);
        database.touched(hash, ref);
        context.changed(1);
      } else if (existing != 0) {
        database.delete(hash, existing);
        context.changed(1);
        context.propagate(2).word(DEL).word(context.address(KEY), context.length(KEY));
      }
      context.reply().ok();
    } catch (RdbCorruptException e) {
      context.reply().error(BAD_DATA);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A replica or an AOF must not count the time to live from when it gets to it. */
  private static void propagateAbsolute(CommandContext context, long expireAtMillis) {
    int count = context.count();
    EffectStream effect = context.propagate(count + 1);
    effect.word(context.address(0), context.length(0));
    effect.word(context.address(KEY), context.length(KEY)).word(expireAtMillis);
    for (int i = PAYLOAD; i < count; i++) {
      effect.word(context.address(i), context.length(i));
    }
    effect.word(ABSTTL);
  }
}
