package dev.redwing.dataplane.commands.zset;

import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.type.zset.Change;
import dev.redwing.dataplane.type.zset.ZsetType;

/** ZADD and ZINCRBY, which are one command as in Redis: even the options are the same. */
final class AddCommands {
  private static final String NX_AND_XX =
      "ERR XX and NX options at the same time are not compatible";
  private static final String TWO_COMPARISONS =
      "ERR GT, LT, and/or NX options at the same time are not compatible";
  private static final String ONE_PAIR = "ERR INCR option supports a single increment-element pair";
  private static final String NOT_A_NUMBER = "ERR resulting score is not a number (NaN)";

  /** Scores beyond these are read into an array that is not kept. */
  private static final int KEPT_SCORES = 1024;

  private final ZsetType zsets;
  private double[] scores = new double[16];

  AddCommands(ZsetType zsets) {
    this.zsets = zsets;
  }

  void zadd(CommandContext context) {
    add(context, 0);
  }

  void zincrby(CommandContext context) {
    add(context, ZsetType.INCREMENT);
  }

  private void add(CommandContext context, int presetFlags) {
    Arguments arguments = context.arguments(2);
    int flags = presetFlags;
    boolean countsChanged = false;
    for (int flag = takeFlag(arguments); flag != NO_FLAG; flag = takeFlag(arguments)) {
      flags |= flag & ~CH;
      countsChanged |= flag == CH;
    }
    int first = arguments.index();
    int pairs = arguments.remaining() / 2;
    check(arguments, flags);
    int longest = arguments.error() == null ? readPairs(arguments, pairs) : 0;
    if (arguments.failed()) {
      return;
    }
    EntryValue value = context.value(1, ValueType.ZSET);
    if (value == null) {
      return;
    }
    if (value.exists()) {
      zsets.expect(value, pairs, longest);
    } else if ((flags & ZsetType.XX) == 0) {
      context.create(value, 1, ValueType.ZSET);
      zsets.init(value, pairs, longest);
    }
    if ((flags & ZsetType.INCREMENT) != 0) {
      increment(context, value, first, flags);
    } else {
      context.reply().integer(put(context, value, first, pairs, flags, countsChanged));
    }
    if (scores.length > KEPT_SCORES) {
      scores = new double[KEPT_SCORES];
    }
  }

  // ---- arguments ----

  private static final int NO_FLAG = 0;

  /** No flag of the type's: to count what has changed. */
  private static final int CH = 1 << 30;

  private static int takeFlag(Arguments arguments) {
    if (arguments.take("NX")) {
      return ZsetType.NX;
    }
    if (arguments.take("XX")) {
      return ZsetType.XX;
    }
    if (arguments.take("GT")) {
      return ZsetType.GT;
    }
    if (arguments.take("LT")) {
      return ZsetType.LT;
    }
    if (arguments.take("INCR")) {
      return ZsetType.INCREMENT;
    }
    return arguments.take("CH") ? CH : NO_FLAG;
  }

  private static void check(Arguments arguments, int flags) {
    int left = arguments.remaining();
    boolean nx = (flags & ZsetType.NX) != 0;
    boolean gt = (flags & ZsetType.GT) != 0;
    boolean lt = (flags & ZsetType.LT) != 0;
    if (left == 0 || left % 2 != 0) {
      arguments.fail(Errors.SYNTAX);
    }
    if (nx && (flags & ZsetType.XX) != 0) {
      arguments.fail(NX_AND_XX);
    }
    if ((gt && nx) || (lt && nx) || (gt && lt)) {
      arguments.fail(TWO_COMPARISONS);
    }
    if ((flags & ZsetType.INCREMENT) != 0 && left > 2) {
      arguments.fail(ONE_PAIR);
    }
  }

  /** Reads all scores before any is added; length of the longest member. */
  private int readPairs(Arguments arguments, int pairs) {
    if (scores.length < pairs) {
      scores = new double[pairs];
    }
    int longest = 0;
    for (int i = 0; i < pairs; i++) {
      scores[i] = arguments.takeDouble();
      longest = Math.max(longest, arguments.takeLength());
    }
    return longest;
  }

  // ---- doing it ----

  /** Puts the pairs from argument {@code first} on; how many are new, or also, have changed. */
  private long put(
      CommandContext context,
      EntryValue value,
      int first,
      int pairs,
      int flags,
      boolean countsChanged) {
    if (!value.exists()) {
      return 0;
    }
    long added = 0;
    long updated = 0;
    for (int i = 0; i < pairs; i++) {
      int member = first + 2 * i + 1;
      switch (put(context, value, member, scores[i], flags)) {
        case ADDED -> {
          added++;
          context.changed(value, member + 1);
        }
        case UPDATED -> {
          updated++;
          context.changed(value, member + 1);
        }
        case SAME, REFUSED -> {}
        case NOT_A_NUMBER -> throw new IllegalStateException("a score was read as NaN");
      }
    }
    return countsChanged ? added + updated : added;
  }

  private Change put(
      CommandContext context, EntryValue value, int member, double score, int flags) {
    return zsets.put(value, context.address(member), context.length(member), score, flags);
  }

  private void increment(CommandContext context, EntryValue value, int first, int flags) {
    Change change =
        value.exists() ? put(context, value, first + 1, scores[0], flags) : Change.REFUSED;
    switch (change) {
      case ADDED, UPDATED -> {
        value.touched();
        context.changed(1);
        context.reply().doubleValue(zsets.score());
      }
      // The sum is replied, although of -0.0 and 0.0 the one that was there stays.
      case SAME -> context.reply().doubleValue(zsets.oldScore() + scores[0]);
      case REFUSED -> context.reply().nullBulk();
      case NOT_A_NUMBER -> context.reply().error(NOT_A_NUMBER);
    }
  }
}
