package dev.redwing.dataplane.resp;

import dev.redwing.dataplane.memory.NativeMemory;

/** Decimal digits of integers, written into native memory two at a time. */
final class Decimal {
  private static final short[] PAIRS = new short[100];

  static {
    for (int i = 0; i < PAIRS.length; i++) {
      PAIRS[i] = (short) (('0' + i % 10) << 8 | ('0' + i / 10));
    }
  }

  private Decimal() {}

  /** Characters of {@code value}, the sign included. */
  static int length(long value) {
    if (value < 0) {
      return value == Long.MIN_VALUE ? 20 : 1 + length(-value);
    }
    int length = 1;
    long limit = 10;
    while (length < 19 && value >= limit) {
      length++;
      limit *= 10;
    }
    return length;
  }

  /** Writes {@code value} at {@code address}; returns how many bytes that took. */
  static int write(long value, long address) {
    if (value >= 0 && value < 10) {
      NativeMemory.putByte(address, (byte) ('0' + value));
      return 1;
    }
    int length = length(value);
    long rest = value;
    if (value < 0) {
      NativeMemory.putByte(address, (byte) '-');
    } else {
      rest = -value;
    }
    // Works on the negative value, whose range is wider by one.
    long at = address + length;
    while (rest <= -10) {
      long quotient = rest / 100;
      at -= 2;
      NativeMemory.putShort(at, PAIRS[(int) (quotient * 100 - rest)]);
      rest = quotient;
    }
    if (rest < 0) {
      NativeMemory.putByte(at - 1, (byte) ('0' - rest));
    }
    return length;
  }
}
