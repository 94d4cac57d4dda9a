package dev.redwing.dataplane.commands.zset;

import dev.redwing.dataplane.collect.ValueSlot;
import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.type.zset.LexRange;
import dev.redwing.dataplane.type.zset.ScoreRange;
import dev.redwing.dataplane.type.zset.ZsetType;

/**
 * A range of a sorted set as commands name it: by rank, by score or by the members' bytes, from
 * either end, perhaps only a part. {@link #find} makes a range of ranks of it. One object is read
 * into again and again.
 */
final class RangeRequest {
  private static final String LIMIT_BY_RANK =
      "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX";
  private static final String SCORES_BY_LEX =
      "ERR syntax error, WITHSCORES not supported in combination with BYLEX";

  /** LIMIT's count for all there are; as Redis takes it, any negative number. */
  private static final long NO_LIMIT = -1;

  /** What is told of members; AUTO lets options say it, RANK being the default. */
  enum By {
    AUTO,
    RANK,
    SCORE,
    LEX
  }

  private final ScoreRange scores = new ScoreRange();
  private final LexRange lex = new LexRange();

  private By by = By.RANK;
  private boolean backwards;
  private boolean withScores;
  private long start;
  private long end;
  private long offset;
  private long limit;

  private long first;
  private long count;

  /**
   * Reads the bounds behind the key at {@code key}, and the options that ZRANGE and its older forms
   * take; false when an error has been replied.
   *
   * @param stored whether members go into a key, always with their scores
   */
  boolean read(CommandContext context, int key, By fixed, boolean reversed, boolean stored) {
    by = fixed;
    backwards = reversed;
    withScores = false;
    offset = 0;
    limit = NO_LIMIT;
    Arguments arguments = context.arguments(key + 3);
    while (arguments.hasNext()) {
      if (!takeOption(arguments, fixed, stored)) {
        arguments.fail(Errors.SYNTAX);
      }
    }
    if (by == By.AUTO) {
      by = By.RANK;
    }
    if (limit != NO_LIMIT && by == By.RANK) {
      arguments.fail(LIMIT_BY_RANK);
    }
    if (withScores && by == By.LEX) {
      arguments.fail(SCORES_BY_LEX);
    }
    return !arguments.failed() && readBounds(context, key + 1);
  }

  private boolean takeOption(Arguments arguments, By fixed, boolean stored) {
    if (!stored && arguments.take("WITHSCORES")) {
      withScores = true;
      return true;
    }
    if (arguments.remaining() > 2 && arguments.take("LIMIT")) {
      offset = arguments.takeLong();
      limit = arguments.takeLong();
      return true;
    }
    if (fixed == By.AUTO && !backwards && arguments.take("REV")) {
      backwards = true;
      return true;
    }
    if (by != By.AUTO) {
      return false;
    }
    if (arguments.take("BYLEX")) {
      by = By.LEX;
    } else if (arguments.take("BYSCORE")) {
      by = By.SCORE;
    }
    return by != By.AUTO;
  }

  /** Reads the bounds alone, for commands without options, in ascending order. */
  boolean readPlain(CommandContext context, By fixed) {
    by = fixed;
    backwards = false;
    withScores = false;
    offset = 0;
    limit = NO_LIMIT;
    return readBounds(context, 2);
  }

  private boolean readBounds(CommandContext context, int index) {
    if (by == By.RANK) {
      Arguments arguments = context.arguments(index);
      start = arguments.takeLong();
      end = arguments.takeLong();
      return !arguments.failed();
    }
    int min = backwards ? index + 1 : index;
    int max = backwards ? index : index + 1;
    if (by == By.SCORE
        ? !Bounds.read(context, min, max, scores)
        : !Bounds.read(context, min, max, lex)) {
      context.reply().error(by == By.SCORE ? Bounds.NOT_A_SCORE : Bounds.NOT_A_STRING);
      return false;
    }
    return true;
  }

  /** Looks it up in a set: {@link #first} and {@link #count} tell. */
  void find(ZsetType zsets, ValueSlot slot) {
    switch (by) {
      case RANK, AUTO -> findRanks(ZsetType.size(slot));
      case SCORE -> {
        long found = zsets.findRange(slot, scores);
        cut(zsets.rangeStart(), found, offset);
      }
      case LEX -> {
        long found = offset < 0 ? 0 : zsets.findRange(slot, lex, backwards, offset);
        cut(zsets.rangeStart(), found, 0);
      }
    }
  }

  private void findRanks(long size) {
    long from = Math.max(0, start < 0 ? size + start : start);
    long to = Math.min(size - 1, end < 0 ? size + end : end);
    count = from > to ? 0 : to - from + 1;
    first = backwards ? size - 1 - from : from;
  }

  /** Leaves {@code skipped} members out, and those above the limit. */
  private void cut(long lowest, long found, long skipped) {
    long left = skipped < 0 ? 0 : Math.max(0, found - skipped);
    count = limit < 0 ? left : Math.min(left, limit);
    first = backwards ? lowest + found - 1 - skipped : lowest + skipped;
  }

  /** Rank of the first member found. */
  long first() {
    return first;
  }

  /** How many members were found. */
  long count() {
    return count;
  }

  /** Lowest rank of the members found, in whichever order they were asked for. */
  long lowest() {
    return backwards ? first - count + 1 : first;
  }

  boolean isByRank() {
    return by == By.RANK;
  }

  boolean isBackwards() {
    return backwards;
  }

  boolean withScores() {
    return withScores;
  }
}
