package dev.redwing.dataplane.keyspace;

import static dev.redwing.dataplane.memory.NativeMemory.getByte;
import static dev.redwing.dataplane.memory.NativeMemory.putByte;

/**
 * Decimal text that is exactly how a 64-bit integer prints: what a string may be kept as INT for.
 */
final class IntegerText {
  static final int MAX_BYTES = 20;
  private static final int MAX_SAFE_DIGITS = 18;
  private static final String MAX = "9223372036854775807";
  private static final String MIN = "9223372036854775808";

  private IntegerText() {}

  static boolean matches(long address, int length) {
    if (length == 0 || length > MAX_BYTES) {
      return false;
    }
    int first = getByte(address);
    boolean negative = first == '-';
    int digits = negative ? length - 1 : length;
    if (digits == 0 || digits > MAX_SAFE_DIGITS + 1) {
      return false;
    }
    long from = negative ? address + 1 : address;
    int lead = getByte(from);
    if (lead == '0') {
      return !negative && digits == 1;
    }
    for (int i = 0; i < digits; i++) {
      int b = getByte(from + i);
      if (b < '0' || b > '9') {
        return false;
      }
    }
    return digits <= MAX_SAFE_DIGITS || !exceeds(from, negative ? MIN : MAX);
  }

  private static boolean exceeds(long address, String limit) {
    for (int i = 0; i < limit.length(); i++) {
      int difference = getByte(address + i) - limit.charAt(i);
      if (difference != 0) {
        return difference > 0;
      }
    }
    return false;
  }

  /** Value of a text that {@link #matches}. */
  static long parse(long address, int length) {
    boolean negative = getByte(address) == '-';
    long value = 0;
    for (int i = negative ? 1 : 0; i < length; i++) {
      value = value * 10 - (getByte(address + i) - '0');
    }
    return negative ? value : -value;
  }

  static int length(long value) {
    if (value == Long.MIN_VALUE) {
      return MAX_BYTES;
    }
    int length = value < 0 ? 2 : 1;
    long rest = Math.abs(value);
    while (rest >= 10) {
      rest /= 10;
      length++;
    }
    return length;
  }

  /** Writes {@code value} and returns its length, {@value #MAX_BYTES} at most. */
  static int write(long value, long address) {
    int length = length(value);
    long rest = value;
    int at = length - 1;
    do {
      putByte(address + at, (byte) ('0' + Math.abs(rest % 10)));
      rest /= 10;
      at--;
    } while (rest != 0);
    if (value < 0) {
      putByte(address, (byte) '-');
    }
    return length;
  }
}
