package dev.redwing.dataplane.bytes;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as C's 80-bit {@code long double} has them on x86, which is what INCRBYFLOAT computes
 * with: 64 bits of mantissa, rounded half to even. Kept as the exact decimal value of such a
 * number. Slow, and only for commands that are rare.
 */
public record LongDouble(BigDecimal value) {
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)(e[-+]?[0-9]+)?");
  private static final Pattern HEXADECIMAL =
      Pattern.compile(
          "[-+]?0x(?<whole>[0-9a-f]*)(\\.(?<fraction>[0-9a-f]*))?(p(?<power>[-+]?[0-9]+))?");
  private static final int BITS_PER_DIGIT = 4;
  private static final int MANTISSA_BITS = 64;
  private static final int MAX_EXPONENT = 16384;
  private static final int MIN_EXPONENT = -16445;

  /** Longer texts are no numbers for redis-server. */
  private static final int MAX_TEXT_BYTES = 5 * 1024 - 1;

  /** Beyond this many digits before or behind the point there is nothing but overflow or zero. */
  private static final int MAX_DIGITS = 20_000;

  /** Digits behind the point that are printed. */
  private static final int PRINTED_SCALE = 17;

  private static final BigDecimal LIMIT = new BigDecimal(BigInteger.ONE.shiftLeft(MAX_EXPONENT));

  /** Whether {@code text} is infinity, which C takes for a number. */
  public static boolean isInfinite(String text) {
    String word = text.toLowerCase(Locale.ROOT);
    return switch (word.startsWith("-") || word.startsWith("+") ? word.substring(1) : word) {
      case "inf", "infinity" -> true;
      default -> false;
    };
  }

  /** The text at an address; nothing, which is no number, if it is too long for one. */
  public static String textAt(long address, int length) {
    return length > MAX_TEXT_BYTES ? "" : Addresses.latin1(address, length);
  }

  /** The number that {@code text} stands for; null when it is none, too large, or lost as zero. */
  public static @Nullable LongDouble parse(String text) {
    if (text.length() > MAX_TEXT_BYTES) {
      return null;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("0x")) {
      return parseHexadecimal(lower);
    }
    if (!DECIMAL.matcher(lower).matches()) {
      return null;
    }
    BigDecimal exact;
    try {
      exact = new BigDecimal(lower);
    } catch (NumberFormatException e) {
      return null; // an exponent beyond 32 bits
    }
    return nearest(exact);
  }

  private static @Nullable LongDouble parseHexadecimal(String text) {
    Matcher parts = HEXADECIMAL.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    String whole = parts.group("whole");
    String fraction = parts.group("fraction") == null ? "" : parts.group("fraction");
    if (whole.isEmpty() && fraction.isEmpty()) {
      return null;
    }
    BigInteger mantissa = new BigInteger(whole + fraction, 16);
    BigInteger power =
        parts.group("power") == null ? BigInteger.ZERO : new BigInteger(parts.group("power"));
    if (mantissa.signum() == 0) {
      return new LongDouble(BigDecimal.ZERO);
    }
    if (power.abs().bitLength() > Integer.SIZE / 2) {
      return null;
    }
    int shift = power.intValue() - BITS_PER_DIGIT * fraction.length();
    BigDecimal exact =
        shift >= 0
            ? new BigDecimal(mantissa.shiftLeft(shift))
            : new BigDecimal(mantissa).divide(new BigDecimal(BigInteger.ONE.shiftLeft(-shift)));
    return nearest(text.startsWith("-") ? exact.negate() : exact);
  }

  private static @Nullable LongDouble nearest(BigDecimal exact) {
    if (exact.signum() == 0) {
      return new LongDouble(BigDecimal.ZERO);
    }
    long magnitude = (long) exact.precision() - exact.scale();
    if (Math.abs(magnitude) > MAX_DIGITS) {
      return null;
    }
    BigDecimal rounded = round(exact);
    return rounded.signum() == 0 || rounded.abs().compareTo(LIMIT) >= 0
        ? null
        : new LongDouble(rounded);
  }

  public static LongDouble of(long value) {
    return new LongDouble(BigDecimal.valueOf(value));
  }

  /** The sum, or null when it is infinite. */
  public @Nullable LongDouble plus(LongDouble other) {
    BigDecimal sum = round(value.add(other.value));
    return sum.abs().compareTo(LIMIT) >= 0 ? null : new LongDouble(sum);
  }

  /** As {@code %.17Lf} prints it, without zeros at the end. */
  public String text() {
    BigDecimal printed = value.setScale(PRINTED_SCALE, RoundingMode.HALF_EVEN);
    if (printed.signum() == 0) {
      return "0";
    }
    return printed.stripTrailingZeros().toPlainString();
  }

  /** The nearest number with 64 bits of mantissa. */
  private static BigDecimal round(BigDecimal exact) {
    if (exact.signum() == 0) {
      return BigDecimal.ZERO;
    }
    BigInteger numerator = exact.unscaledValue().abs();
    BigInteger denominator = BigInteger.ONE;
    if (exact.scale() > 0) {
      denominator = BigInteger.TEN.pow(exact.scale());
    } else {
      numerator = numerator.multiply(BigInteger.TEN.pow(-exact.scale()));
    }
    // numerator / denominator = mantissa * 2^exponent with a mantissa of 64 bits
    int exponent = numerator.bitLength() - denominator.bitLength() - MANTISSA_BITS;
    BigInteger mantissa = quotient(numerator, denominator, exponent);
    if (mantissa.bitLength() > MANTISSA_BITS) {
      exponent++;
      mantissa = quotient(numerator, denominator, exponent);
    }
    if (exponent < MIN_EXPONENT) {
      exponent = MIN_EXPONENT;
      mantissa = quotient(numerator, denominator, exponent);
    }
    BigDecimal result =
        exponent >= 0
            ? new BigDecimal(mantissa.shiftLeft(exponent))
            : new BigDecimal(mantissa)
                .divide(new BigDecimal(BigInteger.ONE.shiftLeft(-exponent)), MathContext.UNLIMITED);
    return exact.signum() < 0 ? result.negate() : result;
  }

  /** {@code numerator / (denominator * 2^exponent)}, rounded half to even. */
  private static BigInteger quotient(BigInteger numerator, BigInteger denominator, int exponent) {
    BigInteger top = exponent < 0 ? numerator.shiftLeft(-exponent) : numerator;
    BigInteger bottom = exponent > 0 ? denominator.shiftLeft(exponent) : denominator;
    BigInteger[] parts = top.divideAndRemainder(bottom);
    int half = parts[1].shiftLeft(1).compareTo(bottom);
    boolean up = half > 0 || (half == 0 && parts[0].testBit(0));
    return up ? parts[0].add(BigInteger.ONE) : parts[0];
  }
}
