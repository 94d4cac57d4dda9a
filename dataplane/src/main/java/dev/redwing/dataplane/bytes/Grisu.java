package dev.redwing.dataplane.bytes;

import java.math.BigInteger;

/**
 * The digits of a double by Grisu2, which Redis 7.2 prints with: they read back as the same double,
 * and are the shortest such in 99.9% of cases. That is why {@link Double#toString}, which always
 * finds the shortest, does not do here: where the two differ, so would replies and listpacks.
 *
 * <p>Source: Florian Loitsch, Printing Floating-Point Numbers Quickly and Accurately with Integers
 * (2010), section 5. The choice of the power of ten is part of what decides on the digits; it is
 * that of Redis.
 */
final class Grisu {
  private static final int FRACTION_BITS = 52;
  private static final long HIDDEN_BIT = 1L << FRACTION_BITS;
  private static final int EXPONENT_BIAS = 1023 + FRACTION_BITS;
  private static final int EXPONENT_MASK = 0x7ff;

  private static final int FIRST_POWER = -348;
  private static final int POWER_STEP = 8;
  private static final int POWERS = 87;

  /** The scaled upper boundary's exponent is within these. */
  private static final int MIN_EXPONENT = -60;

  private static final int MAX_EXPONENT = -32;
  private static final double LOG10_OF_2 = 0.30102999566398114;

  /** 10^(FIRST_POWER + i * POWER_STEP) is about POWER[i] * 2^POWER_EXPONENT[i]. */
  private static final long[] POWER = new long[POWERS];

  private static final int[] POWER_EXPONENT = new int[POWERS];

  static {
    for (int i = 0; i < POWERS; i++) {
      setPower(i, FIRST_POWER + i * POWER_STEP);
    }
  }

  private long digits;
  private int exponent;

  /** Rounds 10^{@code power} to 64 bits. */
  private static void setPower(int index, int power) {
    BigInteger ten = BigInteger.TEN.pow(Math.abs(power));
    // ten or 1/ten = scaled * 2^shift, with two bits more than are kept, and rounded.
    int shift = power >= 0 ? ten.bitLength() - 66 : -ten.bitLength() - 65;
    BigInteger scaled =
        power < 0
            ? BigInteger.ONE.shiftLeft(-shift).divide(ten)
            : shift < 0 ? ten.shiftLeft(-shift) : ten.shiftRight(shift);
    int surplus = scaled.bitLength() - 64;
    BigInteger half = BigInteger.ONE.shiftLeft(surplus - 1);
    POWER[index] = scaled.add(half).shiftRight(surplus).longValue();
    POWER_EXPONENT[index] = shift + surplus;
  }

  /** The value last given to {@link #of} is about {@code digits * 10^exponent}. */
  long digits() {
    return digits;
  }

  int exponent() {
    return exponent;
  }

  /** Finds the digits of a positive, finite double. */
  void of(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int biased = (int) (bits >>> FRACTION_BITS) & EXPONENT_MASK;
    long fraction = bits & (HIDDEN_BIT - 1);
    long significand = biased == 0 ? fraction : fraction | HIDDEN_BIT;
    int binary = (biased == 0 ? 1 : biased) - EXPONENT_BIAS;

    // Half-way to the neighbours; the one below a power of two is nearer.
    long upper = (significand << 1) + 1;
    int shift = Long.numberOfLeadingZeros(upper);
    upper <<= shift;
    int scale = binary - 1 - shift;
    int nearer = significand == HIDDEN_BIT ? 2 : 1;
    long lower = ((significand << nearer) - 1) << (binary - nearer - scale);
    long middle = significand << (binary - scale);

    int index = powerIndex(scale);
    long power = POWER[index];
    exponent = -(FIRST_POWER + index * POWER_STEP);
    upper = multiply(upper, power) - 1;
    lower = multiply(lower, power) + 1;
    middle = multiply(middle, power);
    generate(upper, upper - lower, upper - middle, -(scale + POWER_EXPONENT[index] + 64));
  }

  private static int powerIndex(int scale) {
    int approximate = (int) (-(scale + POWERS) * LOG10_OF_2);
    int index = (approximate - FIRST_POWER) / POWER_STEP;
    while (scale + POWER_EXPONENT[index] + 64 < MIN_EXPONENT) {
      index++;
    }
    while (scale + POWER_EXPONENT[index] + 64 > MAX_EXPONENT) {
      index--;
    }
    return index;
  }

  /** The upper half of the product, rounded. */
  private static long multiply(long a, long b) {
    return Math.unsignedMultiplyHigh(a, b) + ((a * b) >>> 63);
  }

  /**
   * Takes digits off {@code upper}, which has {@code pointBits} bits behind the point, until what
   * is left lies within {@code delta}.
   */
  private void generate(long upper, long delta, long distance, int pointBits) {
    long one = 1L << pointBits;
    long whole = upper >>> pointBits;
    long part = upper & (one - 1);
    digits = 0;
    int left = 10;
    for (long unit = 1_000_000_000; left > 0; unit /= 10) {
      digits = digits * 10 + whole / unit;
      whole %= unit;
      left--;
      long rest = (whole << pointBits) + part;
      if (Long.compareUnsigned(rest, delta) <= 0) {
        exponent += left;
        round(delta, rest, unit << pointBits, distance);
        return;
      }
    }
    long width = delta;
    long unit = 1;
    while (true) {
      part *= 10;
      width *= 10;
      unit *= 10;
      left--;
      digits = digits * 10 + (part >>> pointBits);
      part &= one - 1;
      if (Long.compareUnsigned(part, width) < 0) {
        exponent += left;
        round(width, part, one, distance * unit);
        return;
      }
    }
  }

  /** Lowers the last digit while that brings it nearer to the double. */
  private void round(long delta, long rest, long unit, long distance) {
    long r = rest;
    while (Long.compareUnsigned(r, distance) < 0
        && Long.compareUnsigned(delta - r, unit) >= 0
        && (Long.compareUnsigned(r + unit, distance) < 0
            || Long.compareUnsigned(distance - r, r + unit - distance) > 0)) {
      digits--;
      r += unit;
    }
  }
}
