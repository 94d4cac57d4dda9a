package dev.redwing.dataplane.collect;

import dev.redwing.dataplane.memory.NativeMemory;

/**
 * Decides whether bytes spell a 64-bit integer exactly as Redis would print it, which is when a
 * string may be stored as an integer: no sign but a minus, no leading zero, no space.
 */
final class IntegerText {
  private static final int MAX_LENGTH = 20;

  private IntegerText() {}

  static boolean isInteger(long text, int length) {
    if (length == 0 || length > MAX_LENGTH) {
      return false;
    }
    int first = NativeMemory.getByte(text);
    boolean negative = first == '-';
    int digits = negative ? length - 1 : length;
    int lead = negative && length > 1 ? NativeMemory.getByte(text + 1) : first;
    if (lead == '0') {
      return !negative && length == 1;
    }
    if (lead < '1' || lead > '9' || digits > 19) {
      return false;
    }
    long value = 0;
    for (int i = length - digits; i < length; i++) {
      int digit = NativeMemory.getByte(text + i) - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      // Counted downwards: the smallest long has no positive counterpart.
      if (value < Long.MIN_VALUE / 10 || value * 10 < Long.MIN_VALUE + digit) {
        return false;
      }
      value = value * 10 - digit;
    }
    return negative || value != Long.MIN_VALUE;
  }

  /** The integer, once {@link #isInteger} has confirmed it. */
  static long parse(long text, int length) {
    boolean negative = NativeMemory.getByte(text) == '-';
    long value = 0;
    for (int i = negative ? 1 : 0; i < length; i++) {
      value = value * 10 - (NativeMemory.getByte(text + i) - '0');
    }
    return negative ? value : -value;
  }
}
