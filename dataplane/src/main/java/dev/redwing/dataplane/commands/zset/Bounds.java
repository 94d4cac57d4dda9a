package dev.redwing.dataplane.commands.zset;

import dev.redwing.dataplane.bytes.AsciiNumbers;
import dev.redwing.dataplane.bytes.DoubleParser;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.type.zset.LexRange;
import dev.redwing.dataplane.type.zset.ScoreRange;
import java.nio.charset.StandardCharsets;

/**
 * The ends of ranges: {@code 5} and {@code (5} of scores, {@code [a}, {@code (a}, {@code -} and
 * {@code +} of bytes. Redis reads both as C strings, so that a zero byte ends a score and may
 * follow {@code +}; a score may be no text at all, which is 0, and too large, which is infinite.
 */
final class Bounds {
  static final String NOT_A_SCORE = "ERR min or max is not a float";
  static final String NOT_A_STRING = "ERR min or max not valid string range item";

  private Bounds() {}

  // ---- scores ----

  /** Reads the arguments {@code min} and {@code max} into a range; false if they are no scores. */
  static boolean read(CommandContext context, int min, int max, ScoreRange into) {
    boolean minExclusive = isExclusive(context, min);
    boolean maxExclusive = isExclusive(context, max);
    double minScore = score(context, min, minExclusive);
    double maxScore = score(context, max, maxExclusive);
    if (Double.isNaN(minScore) || Double.isNaN(maxScore)) {
      return false;
    }
    into.set(minScore, minExclusive, maxScore, maxExclusive);
    return true;
  }

  private static boolean isExclusive(CommandContext context, int index) {
    return context.length(index) > 0 && NativeMemory.getByte(context.address(index)) == '(';
  }

  /** NaN if it is none. */
  private static double score(CommandContext context, int index, boolean exclusive) {
    int skipped = exclusive ? 1 : 0;
    long address = context.address(index) + skipped;
    int length = context.length(index) - skipped;
    double score = DoubleParser.parse(address, length);
    return Double.isNaN(score) ? readAsC(address, length) : score;
  }

  private static double readAsC(long address, int length) {
    String text = new String(NativeMemory.toBytes(address, length), StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\0');
    return AsciiNumbers.parseAsC(end < 0 ? text : text.substring(0, end));
  }

  // ---- bytes ----

  /** Reads the arguments {@code min} and {@code max} into a range; false if they are no bounds. */
  static boolean read(CommandContext context, int min, int max, LexRange into) {
    return readMin(context, min, into) && readMax(context, max, into);
  }

  private static boolean readMin(CommandContext context, int index, LexRange into) {
    long address = context.address(index);
    int length = context.length(index);
    char kind = kind(address, length);
    switch (kind) {
      case '-', '+' -> into.openMin(kind == '+');
      case '[', '(' -> into.min(address + 1, length - 1, kind == '(');
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean readMax(CommandContext context, int index, LexRange into) {
    long address = context.address(index);
    int length = context.length(index);
    char kind = kind(address, length);
    switch (kind) {
      case '-', '+' -> into.openMax(kind == '+');
      case '[', '(' -> into.max(address + 1, length - 1, kind == '(');
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The first character; 0 where {@code -} or {@code +} is not alone. */
  private static char kind(long address, int length) {
    if (length == 0) {
      return 0;
    }
    char kind = (char) NativeMemory.getByte(address);
    boolean open = kind == '-' || kind == '+';
    return open && length > 1 && NativeMemory.getByte(address + 1) != 0 ? 0 : kind;
  }
}
