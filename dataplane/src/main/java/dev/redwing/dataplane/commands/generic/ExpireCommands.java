package dev.redwing.dataplane.commands.generic;

import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.ExpiryMode;
import dev.redwing.dataplane.propagate.EffectStream;
import java.nio.charset.StandardCharsets;

/** The EXPIRE family, the TTL family, PERSIST. What is set is propagated as PEXPIREAT. */
final class ExpireCommands {
  private static final long NO_KEY = -2;
  private static final long NO_TTL = -1;
  private static final int MILLIS_PER_SECOND = 1000;
  private static final int PLAIN_WORDS = 3;
  private static final byte[] PEXPIREAT = ascii("PEXPIREAT");
  private static final byte[] DEL = ascii("DEL");
  private static final byte[] UNLINK = ascii("UNLINK");
  private static final String NX_WITH_OTHERS =
      "ERR NX and XX, GT or LT options at the same time are not compatible";
  private static final String GT_WITH_LT =
      "ERR GT and LT options at the same time are not compatible";

  private final Config config;
  private boolean onlyWithoutExpiry;
  private boolean onlyWithExpiry;
  private boolean onlyLater;
  private boolean onlyEarlier;

  ExpireCommands(Config config) {
    this.config = config;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  // ---- setting ----

  void expire(CommandContext context) {
    expire(context, context.nowMillis(), true, false);
  }

  void pexpire(CommandContext context) {
    expire(context, context.nowMillis(), false, false);
  }

  void expireat(CommandContext context) {
    expire(context, 0, true, false);
  }

  void pexpireat(CommandContext context) {
    expire(context, 0, false, true);
  }

  private void expire(
      CommandContext context, long baseMillis, boolean seconds, boolean isAsPropagated) {
    if (!readOptions(context)) {
      return;
    }
    Arguments arguments = context.arguments(2);
    long time = arguments.takeLong();
    if (arguments.failed()) {
      return;
    }
    boolean tooLarge =
        seconds
            && (time > Long.MAX_VALUE / MILLIS_PER_SECOND
                || time < Long.MIN_VALUE / MILLIS_PER_SECOND);
    long millis = seconds ? time * MILLIS_PER_SECOND : time;
    if (tooLarge || millis > Long.MAX_VALUE - baseMillis) {
      context.reply().error(Errors.invalidExpire(context.command().name()));
      return;
    }
    millis += baseMillis;
    long ref = context.lookup(1);
    if (ref == 0 || !isWanted(millis, Entry.expireAtMillis(context.database().address(ref)))) {
      context.reply().integer(0);
      return;
    }
    context.reply().integer(1);
    if (millis <= context.nowMillis() && context.keyspace().expiryMode() == ExpiryMode.DELETE) {
      context.database().delete(context.hash(1), ref);
      context.changed(1);
      byte[] verb = config.lazyfreeLazyExpire() ? UNLINK : DEL;
      context.propagate(2).word(verb).word(context.address(1), context.length(1));
      return;
    }
    context.database().setExpiry(context.hash(1), ref, millis);
    context.changed(1);
    if (!isAsPropagated) {
      propagate(context, millis);
    }
  }

  private static void propagate(CommandContext context, long atMillis) {
    EffectStream effect = context.propagate(context.count()).word(PEXPIREAT);
    effect.word(context.address(1), context.length(1)).word(atMillis);
    for (int i = PLAIN_WORDS; i < context.count(); i++) {
      effect.word(context.address(i), context.length(i));
    }
  }

  private boolean readOptions(CommandContext context) {
    onlyWithoutExpiry = false;
    onlyWithExpiry = false;
    onlyLater = false;
    onlyEarlier = false;
    Arguments arguments = context.arguments(PLAIN_WORDS);
    while (arguments.hasNext()) {
      if (arguments.take("NX")) {
        onlyWithoutExpiry = true;
      } else if (arguments.take("XX")) {
        onlyWithExpiry = true;
      } else if (arguments.take("GT")) {
        onlyLater = true;
      } else if (arguments.take("LT")) {
        onlyEarlier = true;
      } else {
        String option = arguments.text(arguments.index());
        arguments.fail("ERR Unsupported option " + Errors.quotable(option));
      }
    }
    if (onlyWithoutExpiry && (onlyWithExpiry || onlyLater || onlyEarlier)) {
      arguments.fail(NX_WITH_OTHERS);
    }
    if (onlyLater && onlyEarlier) {
      arguments.fail(GT_WITH_LT);
    }
    return !arguments.failed();
  }

  /** A key without expiry counts as one that expires later than any other. */
  private boolean isWanted(long millis, long presentMillis) {
    boolean expires = presentMillis != Entry.NO_EXPIRY;
    if (expires ? onlyWithoutExpiry : onlyWithExpiry) {
      return false;
    }
    if (onlyLater && (!expires || millis <= presentMillis)) {
      return false;
    }
    return !onlyEarlier || !expires || millis < presentMillis;
  }

  static void persist(CommandContext context) {
    long ref = context.lookup(1);
    if (ref == 0 || !Entry.hasExpiry(context.database().address(ref))) {
      context.reply().integer(0);
      return;
    }
    context.database().persist(context.hash(1), ref);
    context.changed(1);
    context.reply().integer(1);
  }

  // ---- asking ----

  static void ttl(CommandContext context) {
    long left = millisLeft(context);
    context.reply().integer(left < 0 ? left : roundedSeconds(left));
  }

  static void pttl(CommandContext context) {
    context.reply().integer(millisLeft(context));
  }

  private static long millisLeft(CommandContext context) {
    long at = expiry(context);
    return at < 0 ? at : Math.max(0, at - context.nowMillis());
  }

  static void expiretime(CommandContext context) {
    long at = expiry(context);
    context.reply().integer(at < 0 ? at : roundedSeconds(at));
  }

  /** To the nearest; even the latest of all times. */
  private static long roundedSeconds(long millis) {
    return millis / MILLIS_PER_SECOND
        + (millis % MILLIS_PER_SECOND + MILLIS_PER_SECOND / 2) / MILLIS_PER_SECOND;
  }

  static void pexpiretime(CommandContext context) {
    context.reply().integer(expiry(context));
  }

  /** When the key expires, {@link #NO_TTL} or {@link #NO_KEY}. */
  private static long expiry(CommandContext context) {
    long ref = context.peek(1);
    if (ref == 0) {
      return NO_KEY;
    }
    long address = context.database().address(ref);
    return Entry.hasExpiry(address) ? Entry.expireAtMillis(address) : NO_TTL;
  }
}
