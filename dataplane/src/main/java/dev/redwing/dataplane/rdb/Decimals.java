package dev.redwing.dataplane.rdb;

import dev.redwing.dataplane.memory.NativeMemory;

/** Decimal text of integers, as far as RDB's integer encodings need it. */
final class Decimals {
  /** The bytes are not the decimal form of an int32. */
  static final long NONE = Long.MIN_VALUE;

  private Decimals() {}

  /** The int32 whose decimal form these bytes are exactly, or {@link #NONE}. */
  static long parse(long address, int length) {
    if (length == 0 || length > RdbFormat.MAX_INTEGER_TEXT) {
      return NONE;
    }
    boolean negative = NativeMemory.getByte(address) == '-';
    int i = negative ? 1 : 0;
    if (i == length || (NativeMemory.getByte(address + i) == '0' && length > 1)) {
      return NONE;
    }
    long value = 0;
    for (; i < length; i++) {
      int digit = NativeMemory.getByte(address + i) - '0';
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      value = value * 10 + digit;
    }
    value = negative ? -value : value;
    return value == (int) value ? value : NONE;
  }

  /** The same of a text. */
  static long parse(String text) {
    if (text.isEmpty() || text.length() > RdbFormat.MAX_INTEGER_TEXT) {
      return NONE;
    }
    try {
      int value = Integer.parseInt(text);
      return Integer.toString(value).equals(text) ? value : NONE;
    } catch (NumberFormatException e) {
      return NONE;
    }
  }

  /** Writes the decimal text of {@code value} and returns its length, at most 20 bytes. */
  static int put(long address, long value) {
    int length = value < 0 ? 2 : 1;
    for (long rest = value / 10; rest != 0; rest /= 10) {
      length++;
    }
    long rest = value;
    for (int i = length - 1; i >= (value < 0 ? 1 : 0); i--) {
      NativeMemory.putByte(address + i, (byte) ('0' + Math.abs(rest % 10)));
      rest /= 10;
    }
    if (value < 0) {
      NativeMemory.putByte(address, (byte) '-');
    }
    return length;
  }
}
