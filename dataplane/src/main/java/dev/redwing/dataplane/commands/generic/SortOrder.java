package dev.redwing.dataplane.commands.generic;

import dev.redwing.dataplane.bytes.AsciiNumbers;
import dev.redwing.dataplane.memory.NativeMemory;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What comes before what in SORT, as in sort.c of Redis 7.2. */
final class SortOrder {
  /** No double loses anything of an integer of so many digits. */
  private static final int EXACT_DIGITS = 15;

  private SortOrder() {}

  static SortRows.Order of(SortRequest request) {
    SortRows.Order order = ascending(request);
    return request.descending()
        ? (rows, first, second) -> order.compare(rows, /* first= */ second, /* second= */ first)
        : order;
  }

  private static SortRows.Order ascending(SortRequest request) {
    if (!request.alphabetic()) {
      return SortOrder::compareScores;
    }
    // What is stored must be the same everywhere; what is replied goes by the locale's order,
    // which is that of C here: up to the first zero byte.
    return request.destination() > 0
        ? SortOrder::compareWholeWeights
        : SortOrder::compareVisibleWeights;
  }

  private static int compareScores(SortRows rows, long first, long second) {
    // Not Double.compare, for which -0 is less than 0.
    double one = rows.score(first);
    double other = rows.score(second);
    if (one != other) {
      return one < other ? -1 : 1;
    }
    return NativeMemory.compare(
        rows.element(first),
        rows.elementLength(first),
        rows.element(second),
        rows.elementLength(second));
  }

  private static int compareWholeWeights(SortRows rows, long first, long second) {
    if (!rows.hasWeight(first) || !rows.hasWeight(second)) {
      return Boolean.compare(rows.hasWeight(first), rows.hasWeight(second));
    }
    return NativeMemory.compare(
        rows.weight(first),
        rows.weightLength(first),
        rows.weight(second),
        rows.weightLength(second));
  }

  private static int compareVisibleWeights(SortRows rows, long first, long second) {
    if (!rows.hasWeight(first) || !rows.hasWeight(second)) {
      return Boolean.compare(rows.hasWeight(first), rows.hasWeight(second));
    }
    long one = rows.weight(first);
    long other = rows.weight(second);
    return NativeMemory.compare(
        one,
        visible(one, rows.weightLength(first)),
        other,
        visible(other, rows.weightLength(second)));
  }

  private static int visible(long address, int length) {
    for (int i = 0; i < length; i++) {
      if (NativeMemory.getByte(address + i) == 0) {
        return i;
      }
    }
    return length;
  }

  /** What strtod makes of a text up to its first zero byte; NaN if that is not all of it. */
  static double score(long address, int length) {
    int end = visible(address, length);
    if (end == 0) {
      return 0;
    }
    if (end <= EXACT_DIGITS && AsciiNumbers.isLong(address, end)) {
      return AsciiNumbers.parseLong(address, end, 0);
    }
    int from = 0;
    while (from < end && isSpace(NativeMemory.getByte(address + from))) {
      from++;
    }
    String text =
        new String(NativeMemory.toBytes(address + from, end - from), StandardCharsets.ISO_8859_1);
    double score = AsciiNumbers.parseDouble(text);
    return isUnderflow(text, score) ? Double.NaN : score;
  }

  private static boolean isSpace(int character) {
    return character == ' ' || (character >= '\t' && character <= '\r');
  }

  /**
   * What strtod complains about, and other commands do not mind: bits of a tiny number are lost.
   */
  private static boolean isUnderflow(String text, double score) {
    return score != 0
        && Math.abs(score) < Double.MIN_NORMAL
        && text.toLowerCase(Locale.ROOT).indexOf('x') < 0
        && new BigDecimal(text).compareTo(new BigDecimal(score)) != 0;
  }
}
