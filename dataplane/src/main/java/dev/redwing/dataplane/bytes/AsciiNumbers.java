package dev.redwing.dataplane.bytes;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Integers as text in native memory, with Redis's strictness: decimal digits and a minus sign only,
 * no leading zeros, no plus, no spaces, nothing after.
 */
public final class AsciiNumbers {
  /** Longest text of a {@code long}, its sign included. */
  public static final int MAX_LONG_DIGITS = 20;

  private static final Pattern DECIMAL =
      Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)(e[-+]?[0-9]+)?");
  private static final Pattern HEXADECIMAL =
      Pattern.compile("0x([0-9a-f]+\\.?[0-9a-f]*|\\.[0-9a-f]+)p[-+]?[0-9]+");
  private static final String SPACES = " \t\n\u000b\f\r";
  private static final long LAST_BEFORE_OVERFLOW = Long.MIN_VALUE / 10;

  private AsciiNumbers() {}

  /** Whether these bytes are exactly the text of a {@code long}. */
  public static boolean isLong(long address, int length) {
    return parseLong(address, length, 0) != 0 || parseLong(address, length, 1) == 0;
  }

  /** The number these bytes are the text of, or {@code otherwise}. */
  public static long parseLong(long address, int length, long otherwise) {
    if (length == 0 || length > MAX_LONG_DIGITS) {
      return otherwise;
    }
    int first = Addresses.unsignedByte(address);
    boolean negative = first == '-';
    int at = negative ? 1 : 0;
    if (at == length) {
      return otherwise;
    }
    int digit = Addresses.unsignedByte(address + at) - '0';
    if (digit == 0) {
      return length == 1 ? 0 : otherwise;
    }
    // Works on the negative value, whose range is wider by one.
    long value = 0;
    while (true) {
      if (digit < 0 || digit > 9) {
        return otherwise;
      }
      long times10 = value * 10;
      if (value < LAST_BEFORE_OVERFLOW || times10 < Long.MIN_VALUE + digit) {
        return otherwise;
      }
      value = times10 - digit;
      at++;
      if (at == length) {
        break;
      }
      digit = Addresses.unsignedByte(address + at) - '0';
    }
    if (negative) {
      return value;
    }
    return value == Long.MIN_VALUE ? otherwise : -value;
  }

  /** Characters of {@code value}'s text. */
  public static int length(long value) {
    if (value == Long.MIN_VALUE) {
      return MAX_LONG_DIGITS;
    }
    int length = value < 0 ? 2 : 1;
    for (long rest = Math.abs(value); rest >= 10; rest /= 10) {
      length++;
    }
    return length;
  }

  /** Writes {@code value}'s text at {@code address}; returns how many bytes that took. */
  public static int write(long value, long address) {
    int length = length(value);
    long at = address + length;
    long rest = value < 0 ? value : -value;
    do {
      at--;
      long quotient = rest / 10;
      Addresses.putByte(at, (int) ('0' + (quotient * 10 - rest)));
      rest = quotient;
    } while (rest != 0);
    if (value < 0) {
      Addresses.putByte(at - 1, '-');
    }
    return length;
  }

  /**
   * The double a text stands for, as C reads it and Redis allows it: decimal or hexadecimal, {@code
   * inf} and {@code infinity}; no spaces, nothing after, no overflow. NaN when it is none.
   */
  public static double parseDouble(String text) {
    String number = text;
    boolean negative = number.startsWith("-");
    if (negative || number.startsWith("+")) {
      number = number.substring(1);
    }
    double value = parseUnsigned(number, false);
    return negative ? -value : value;
  }

  /**
   * The same as C's {@code strtod} takes a whole text, where Redis leaves it at that: spaces before
   * it, nothing at all for 0, too large for infinity and too small for 0.
   */
  public static double parseAsC(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    int at = 0;
    while (at < text.length() && SPACES.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    boolean negative = at < text.length() && text.charAt(at) == '-';
    if (negative || (at < text.length() && text.charAt(at) == '+')) {
      at++;
    }
    double value = parseUnsigned(text.substring(at), true);
    return negative ? -value : value;
  }

  private static double parseUnsigned(String number, boolean anySize) {
    String lower = number.toLowerCase(Locale.ROOT);
    if (lower.equals("inf") || lower.equals("infinity")) {
      return Double.POSITIVE_INFINITY;
    }
    boolean hexadecimal = lower.startsWith("0x");
    if (hexadecimal && lower.indexOf('p') < 0) {
      lower += "p0";
    }
    if (!(hexadecimal ? HEXADECIMAL : DECIMAL).matcher(lower).matches()) {
      return Double.NaN;
    }
    double value = Double.parseDouble(lower);
    if (!anySize
        && (Double.isInfinite(value)
            || (value == 0 && hasDigitOtherThanZero(lower, hexadecimal)))) {
      return Double.NaN;
    }
    return value;
  }

  private static boolean hasDigitOtherThanZero(String lower, boolean hexadecimal) {
    int from = hexadecimal ? 2 : 0;
    for (int i = from; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c == (hexadecimal ? 'p' : 'e')) {
        return false;
      }
      if (c != '0' && c != '.') {
        return true;
      }
    }
    return false;
  }
}
