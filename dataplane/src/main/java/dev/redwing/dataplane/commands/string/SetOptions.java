package dev.redwing.dataplane.commands.string;

import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;

/** The options of SET and GETEX. One is reused for all commands: it allocates nothing. */
final class SetOptions {
  private static final int MILLIS_PER_SECOND = 1000;

  /** How the time is given. */
  enum Unit {
    NONE,
    EX,
    PX,
    EXAT,
    PXAT
  }

  boolean onlyIfAbsent;
  boolean onlyIfPresent;
  boolean get;
  boolean keepTtl;
  boolean persist;
  Unit unit = Unit.NONE;

  /** Position of the time; meaningless without a unit. */
  int timeIndex;

  private void reset() {
    onlyIfAbsent = false;
    onlyIfPresent = false;
    get = false;
    keepTtl = false;
    persist = false;
    unit = Unit.NONE;
  }

  /** Reads SET's options from the fourth word on; false when they are wrong, which was replied. */
  boolean readSet(CommandContext context) {
    reset();
    Arguments arguments = context.arguments(3);
    while (arguments.hasNext()) {
      if (!onlyIfPresent && arguments.take("NX")) {
        onlyIfAbsent = true;
      } else if (!onlyIfAbsent && arguments.take("XX")) {
        onlyIfPresent = true;
      } else if (arguments.take("GET")) {
        get = true;
      } else if (unit == Unit.NONE && arguments.take("KEEPTTL")) {
        keepTtl = true;
      } else if (keepTtl || !readTime(arguments)) {
        arguments.fail(Errors.SYNTAX);
      }
    }
    return !arguments.failed();
  }

  /** Reads GETEX's options from the third word on; false when they are wrong. */
  boolean readGetex(CommandContext context) {
    reset();
    Arguments arguments = context.arguments(2);
    while (arguments.hasNext()) {
      if (unit == Unit.NONE && arguments.take("PERSIST")) {
        persist = true;
      } else if (persist || !readTime(arguments)) {
        arguments.fail(Errors.SYNTAX);
      }
    }
    return !arguments.failed();
  }

  private boolean readTime(Arguments arguments) {
    return readTime(arguments, "EX", Unit.EX)
        || readTime(arguments, "PX", Unit.PX)
        || readTime(arguments, "EXAT", Unit.EXAT)
        || readTime(arguments, "PXAT", Unit.PXAT);
  }

  /** The same unit may be given again, and then counts; another one may not. */
  private boolean readTime(Arguments arguments, String word, Unit its) {
    if ((unit == Unit.NONE || unit == its) && arguments.takeOption(word)) {
      unit = its;
      timeIndex = arguments.takeIndex();
      return true;
    }
    return false;
  }

  /** When the key is to expire; 0 when the time is wrong, which has then been replied. */
  long expireAtMillis(CommandContext context) {
    return expireAtMillis(context, unit, timeIndex);
  }

  static long expireAtMillis(CommandContext context, Unit unit, int index) {
    Arguments arguments = context.arguments(index);
    long time = arguments.takeLong();
    if (arguments.failed()) {
      return 0;
    }
    boolean seconds = unit == Unit.EX || unit == Unit.EXAT;
    if (time <= 0 || (seconds && time > Long.MAX_VALUE / MILLIS_PER_SECOND)) {
      context.reply().error(Errors.invalidExpire(context.command().name()));
      return 0;
    }
    long millis = seconds ? time * MILLIS_PER_SECOND : time;
    if (unit == Unit.EX || unit == Unit.PX) {
      millis += context.nowMillis();
    }
    if (millis <= 0) {
      context.reply().error(Errors.invalidExpire(context.command().name()));
      return 0;
    }
    return millis;
  }
}
