package dev.redwing.dataplane.commands.string;

import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.spec.KeyFlag;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.ExpiryMode;
import dev.redwing.dataplane.keyspace.Strings;
import dev.redwing.dataplane.propagate.EffectStream;
import dev.redwing.dataplane.resp.Request;
import java.nio.charset.StandardCharsets;

/**
 * Commands that set a whole value. What depends on the clock is propagated with an absolute time.
 */
final class SetCommands {
  private static final byte[] SET = ascii("SET");
  private static final byte[] PXAT = ascii("PXAT");
  private static final byte[] PEXPIREAT = ascii("PEXPIREAT");
  private static final byte[] PERSIST = ascii("PERSIST");
  private static final byte[] DEL = ascii("DEL");
  private static final byte[] UNLINK = ascii("UNLINK");

  private final Config config;
  private final SetOptions options = new SetOptions();

  SetCommands(Config config) {
    this.config = config;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  // ---- SET and its older forms ----

  void set(CommandContext context) {
    if (context.count() == 3) {
      store(context, 2, Entry.NO_EXPIRY);
      context.changed(1);
      context.reply().ok();
    } else {
      setWithOptions(context);
    }
  }

  private void setWithOptions(CommandContext context) {
    if (!options.readSet(context)) {
      return;
    }
    long expiry = options.keepTtl ? Strings.KEEP_TTL : Entry.NO_EXPIRY;
    boolean timed = options.unit != SetOptions.Unit.NONE;
    if (timed) {
      expiry = options.expireAtMillis(context);
      if (expiry == 0) {
        return;
      }
    }
    if (options.get && !GetCommands.replyValue(context, context.lookup(1))) {
      return;
    }
    if (options.onlyIfAbsent || options.onlyIfPresent) {
      boolean found = context.lookup(1) != 0;
      if (found ? options.onlyIfAbsent : options.onlyIfPresent) {
        if (!options.get) {
          context.reply().nullBulk();
        }
        return;
      }
    }
    store(context, 2, expiry);
    context.changed(1);
    if (timed) {
      propagateTimed(context, 2, expiry);
    } else if (options.get) {
      propagateWithoutGet(context);
    }
    if (!options.get) {
      context.reply().ok();
    }
  }

  /** Without GET the old value is not looked at. */
  static int keyFlags(Request request) {
    for (int i = 3; i < request.count(); i++) {
      if (request.is(i, "GET")) {
        return KeyFlag.RW.bit() | KeyFlag.ACCESS.bit() | KeyFlag.UPDATE.bit();
      }
    }
    return KeyFlag.OW.bit() | KeyFlag.UPDATE.bit();
  }

  void setnx(CommandContext context) {
    if (context.lookup(1) != 0) {
      context.reply().integer(0);
      return;
    }
    store(context, 2, Entry.NO_EXPIRY);
    context.changed(1);
    context.reply().integer(1);
  }

  void setex(CommandContext context) {
    setTimed(context, SetOptions.Unit.EX);
  }

  void psetex(CommandContext context) {
    setTimed(context, SetOptions.Unit.PX);
  }

  private static void setTimed(CommandContext context, SetOptions.Unit unit) {
    long expiry = SetOptions.expireAtMillis(context, unit, 2);
    if (expiry != 0) {
      store(context, 3, expiry);
      context.changed(1);
      propagateTimed(context, 3, expiry);
      context.reply().ok();
    }
  }

  /** Sets the first argument's key to the value at {@code valueIndex}. */
  private static void store(CommandContext context, int valueIndex, long expireAtMillis) {
    store(context, 1, valueIndex, expireAtMillis);
  }

  private static void store(
      CommandContext context, int keyIndex, int valueIndex, long expireAtMillis) {
    context
        .database()
        .strings()
        .set(
            context.hash(keyIndex),
            context.address(keyIndex),
            context.length(keyIndex),
            context.address(valueIndex),
            context.length(valueIndex),
            expireAtMillis,
            context.nowMillis());
  }

  private static void propagateTimed(CommandContext context, int valueIndex, long expiry) {
    word(word(context.propagate(5).word(SET), context, 1), context, valueIndex)
        .word(PXAT)
        .word(expiry);
  }

  private static void propagateWithoutGet(CommandContext context) {
    int words = 3;
    for (int i = 3; i < context.count(); i++) {
      words += context.is(i, "GET") ? 0 : 1;
    }
    EffectStream effect = context.propagate(words);
    for (int i = 0; i < context.count(); i++) {
      if (i < 3 || !context.is(i, "GET")) {
        word(effect, context, i);
      }
    }
  }

  private static EffectStream word(EffectStream effect, CommandContext context, int index) {
    return effect.word(context.address(index), context.length(index));
  }

  // ---- several at once ----

  static void mset(CommandContext context) {
    if (isUneven(context)) {
      return;
    }
    setAll(context);
    context.reply().ok();
  }

  static void msetnx(CommandContext context) {
    if (isUneven(context)) {
      return;
    }
    for (int i = 1; i < context.count(); i += 2) {
      if (context.lookup(i) != 0) {
        context.reply().integer(0);
        return;
      }
    }
    setAll(context);
    context.reply().integer(1);
  }

  private static boolean isUneven(CommandContext context) {
    if (context.count() % 2 == 1) {
      return false;
    }
    context.reply().error(Errors.wrongArity(context.command().name()));
    return true;
  }

  private static void setAll(CommandContext context) {
    for (int i = 1; i < context.count(); i += 2) {
      store(context, i, i + 1, Entry.NO_EXPIRY);
      context.changed(1, i + 2);
    }
  }

  // ---- replying the old value ----

  void getset(CommandContext context) {
    if (!GetCommands.replyValue(context, context.lookup(1))) {
      return;
    }
    store(context, 2, Entry.NO_EXPIRY);
    context.changed(1);
    word(word(context.propagate(3).word(SET), context, 1), context, 2);
  }

  void getdel(CommandContext context) {
    long ref = context.lookup(1);
    if (GetCommands.replyValue(context, ref) && ref != 0) {
      delete(context, ref, config.lazyfreeLazyUserDel());
    }
  }

  private static void delete(CommandContext context, long ref, boolean lazy) {
    context.database().delete(context.hash(1), ref);
    context.changed(1);
    word(context.propagate(2).word(lazy ? UNLINK : DEL), context, 1);
  }

  void getex(CommandContext context) {
    if (!options.readGetex(context)) {
      return;
    }
    long ref = context.lookup(1);
    if (ref == 0) {
      context.reply().nullBulk();
      return;
    }
    if (GetCommands.isWrongType(context, ref)) {
      return;
    }
    long expiry = 0;
    if (options.unit != SetOptions.Unit.NONE) {
      expiry = options.expireAtMillis(context);
      if (expiry == 0) {
        return;
      }
    }
    GetCommands.replyValue(context, ref);
    if (expiry != 0) {
      expireAfterGet(context, ref, expiry);
    } else if (options.persist && Entry.hasExpiry(context.database().address(ref))) {
      context.database().persist(context.hash(1), ref);
      context.changed(1);
      word(context.propagate(2).word(PERSIST), context, 1);
    }
  }

  private void expireAfterGet(CommandContext context, long ref, long expiry) {
    boolean absolute = options.unit == SetOptions.Unit.EXAT || options.unit == SetOptions.Unit.PXAT;
    if (absolute
        && expiry <= context.nowMillis()
        && context.keyspace().expiryMode() == ExpiryMode.DELETE) {
      delete(context, ref, config.lazyfreeLazyExpire());
      return;
    }
    context.database().setExpiry(context.hash(1), ref, expiry);
    context.changed(1);
    word(context.propagate(3).word(PEXPIREAT), context, 1).word(expiry);
  }
}
