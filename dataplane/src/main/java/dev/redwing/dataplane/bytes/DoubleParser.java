package dev.redwing.dataplane.bytes;

import java.math.BigInteger;

/**
 * Doubles out of text in native memory, exactly rounded and without garbage: what {@link
 * AsciiNumbers#parseDouble} says, which is asked where the fast ways do not decide.
 *
 * <p>Source: Daniel Lemire, Number Parsing at a Gigabyte per Second (2021), section 5; and for
 * short numbers William Clinger, How to Read Floating Point Numbers Accurately (1990).
 */
public final class DoubleParser {
  /** More digits than these may not fit a long. */
  private static final int MAX_DIGITS = 19;

  private static final int MAX_EXPONENT_DIGITS = 4;
  private static final long EXACT_LIMIT = 1L << 53;
  private static final double[] EXACT_POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private static final int FRACTION_BITS = 52;
  private static final int EXPONENT_BIAS = 1023;
  private static final int MAX_BIASED_EXPONENT = 0x7fe;

  private DoubleParser() {}

  /** The double these bytes stand for; NaN when they are none. */
  public static double parse(long address, int length) {
    int at = 0;
    int first = length > 0 ? Addresses.unsignedByte(address) : 0;
    boolean negative = first == '-';
    if (negative || first == '+') {
      at++;
    }
    long digits = 0;
    int count = 0;
    int seen = 0;
    int power = 0;
    boolean pointed = false;
    for (; at < length; at++) {
      int c = Addresses.unsignedByte(address + at);
      if (c == '.' && !pointed) {
        pointed = true;
        continue;
      }
      if (c < '0' || c > '9') {
        break;
      }
      digits = digits * 10 + (c - '0');
      // Digits that have overflowed may be 0 again.
      count += digits == 0 && count == 0 ? 0 : 1;
      seen++;
      power -= pointed ? 1 : 0;
    }
    if (seen == 0 && !pointed && isInf(address + at, length - at)) {
      return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (seen == 0 || count > MAX_DIGITS) {
      return exactly(address, length);
    }
    if (at < length) {
      int exponent = exponent(address + at, length - at);
      if (exponent == Integer.MIN_VALUE) {
        return exactly(address, length);
      }
      power += exponent;
    }
    double value = compute(digits, power);
    if (Double.isNaN(value)) {
      return exactly(address, length);
    }
    return negative ? -value : value;
  }

  private static boolean isInf(long address, int length) {
    return length == 3
        && (Addresses.unsignedByte(address) | 0x20) == 'i'
        && (Addresses.unsignedByte(address + 1) | 0x20) == 'n'
        && (Addresses.unsignedByte(address + 2) | 0x20) == 'f';
  }

  /** What {@code e+12} and its like say; {@link Integer#MIN_VALUE} if it is something else. */
  private static int exponent(long address, int length) {
    int letter = Addresses.unsignedByte(address);
    int at = 1;
    int sign = length > 1 ? Addresses.unsignedByte(address + 1) : 0;
    if (sign == '-' || sign == '+') {
      at++;
    }
    if ((letter | 0x20) != 'e' || at == length || length - at > MAX_EXPONENT_DIGITS) {
      return Integer.MIN_VALUE;
    }
    int exponent = 0;
    for (; at < length; at++) {
      int digit = Addresses.unsignedByte(address + at) - '0';
      if (digit < 0 || digit > 9) {
        return Integer.MIN_VALUE;
      }
      exponent = exponent * 10 + digit;
    }
    return sign == '-' ? -exponent : exponent;
  }

  private static double exactly(long address, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) Addresses.unsignedByte(address + i));
    }
    return AsciiNumbers.parseDouble(text.toString());
  }

  /** {@code digits * 10^power}, or NaN where this does not find it. */
  private static double compute(long digits, int power) {
    if (digits == 0) {
      return 0;
    }
    if (digits > 0 && digits <= EXACT_LIMIT && Math.abs(power) < EXACT_POWERS.length) {
      return power < 0 ? digits / EXACT_POWERS[-power] : digits * EXACT_POWERS[power];
    }
    return power < Powers.MIN || power > Powers.MAX ? Double.NaN : multiply(digits, power);
  }

  private static double multiply(long digits, int power) {
    int shift = Long.numberOfLeadingZeros(digits);
    long factor = digits << shift;
    long powerHigh = Powers.HIGH[power - Powers.MIN];
    long high = Math.unsignedMultiplyHigh(factor, powerHigh);
    long low = factor * powerHigh;
    if ((high & 0x1ff) == 0x1ff) {
      long more = Math.unsignedMultiplyHigh(factor, Powers.LOW[power - Powers.MIN]);
      low += more;
      if (Long.compareUnsigned(low, more) < 0) {
        high++;
      }
      if (low == -1) {
        return Double.NaN;
      }
    }
    int upper = (int) (high >>> 63);
    int drop = upper + 64 - FRACTION_BITS - 3;
    long mantissa = high >>> drop;
    // 217706 / 2^16 is a little more than the binary logarithm of ten.
    int exponent = ((217706 * power) >> 16) + 63 + upper - shift + EXPONENT_BIAS;
    if (exponent <= 0) {
      return Double.NaN;
    }
    if (Long.compareUnsigned(low, 1) <= 0
        && power >= -4
        && power <= 23
        && (mantissa & 3) == 1
        && mantissa << drop == high) {
      // Exactly in the middle, and even below.
      mantissa--;
    }
    mantissa = (mantissa + (mantissa & 1)) >>> 1;
    if (mantissa >= 2L << FRACTION_BITS) {
      mantissa = 1L << FRACTION_BITS;
      exponent++;
    }
    if (exponent > MAX_BIASED_EXPONENT) {
      return Double.NaN;
    }
    long fraction = mantissa & ((1L << FRACTION_BITS) - 1);
    return Double.longBitsToDouble((long) exponent << FRACTION_BITS | fraction);
  }

  /** The first 128 bits of the powers of five, made when the first number needs them. */
  private static final class Powers {
    static final int MIN = -342;
    static final int MAX = 308;
    static final long[] HIGH = new long[MAX - MIN + 1];
    static final long[] LOW = new long[MAX - MIN + 1];
    private static final int BITS = 128;

    static {
      for (int power = MIN; power <= MAX; power++) {
        BigInteger bits = power < 0 ? reciprocal(-power) : cut(BigInteger.valueOf(5).pow(power));
        HIGH[power - MIN] = bits.shiftRight(64).longValue();
        LOW[power - MIN] = bits.longValue();
      }
    }

    private Powers() {}

    private static BigInteger cut(BigInteger value) {
      int surplus = value.bitLength() - BITS;
      return surplus < 0 ? value.shiftLeft(-surplus) : value.shiftRight(surplus);
    }

    /** As the proof wants it: rounded up where the power fits 64 bits, else down. */
    private static BigInteger reciprocal(int power) {
      BigInteger five = BigInteger.valueOf(5).pow(power);
      BigInteger one = BigInteger.ONE.shiftLeft(2 * five.bitLength() + BITS);
      BigInteger quotient = one.divide(five);
      return power <= 27 ? cut(quotient).add(BigInteger.ONE) : cut(quotient.add(BigInteger.ONE));
    }
  }
}
