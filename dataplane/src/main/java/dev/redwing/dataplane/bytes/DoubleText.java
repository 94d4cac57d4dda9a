package dev.redwing.dataplane.bytes;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Doubles as Redis 7.2 prints them: integers up to 2^62 as such, else nearly always the shortest
 * digits that read back as the same double ({@link Grisu}), plain where that is short, else {@code
 * d.ddde+xx}. One object writes one after the other.
 */
public final class DoubleText {
  /** Longest text, its sign included. */
  public static final int MAX_BYTES = 32;

  /** Up to here Redis takes what is integral for a long. */
  private static final double INTEGER_LIMIT = 1L << 62;

  /** A plain text may have this many digits more than are needed. */
  private static final int MAX_ZEROS = 7;

  /** Redis's longest scientific text has so many digits, one less with a sign. */
  private static final int MAX_SCIENTIFIC_DIGITS = 18;

  private static final MathContext PRINTED = new MathContext(17, RoundingMode.HALF_EVEN);
  private static final double PRINTED_LIMIT = 1e17;
  private static final int MIN_PLAIN_EXPONENT = -4;

  private final Grisu grisu = new Grisu();
  private final byte[] text = new byte[MAX_BYTES];
  private int length;

  /**
   * Whether Redis keeps and prints this one as an integer: -0.0 too, which a listpack thereby
   * forgets the sign of.
   */
  public static boolean isInteger(double value) {
    return Math.abs(value) <= INTEGER_LIMIT && value == (long) value;
  }

  /** The text of {@code value}; {@code inf}, {@code -inf} and {@code nan} for the odd ones. */
  public static String format(double value) {
    DoubleText text = new DoubleText();
    int length = text.of(value);
    return new String(text.text, 0, length, StandardCharsets.ISO_8859_1);
  }

  /** The text as C's {@code %.17g} prints it: which digits there are is not Redis's choice. */
  public static String inSeventeenDigits(double value) {
    boolean plain = isInteger(value) && Math.abs(value) < PRINTED_LIMIT;
    if (plain || Double.isInfinite(value) || Double.isNaN(value)) {
      return format(value);
    }
    BigDecimal digits = new BigDecimal(value).round(PRINTED).stripTrailingZeros();
    int exponent = digits.precision() - digits.scale() - 1;
    if (exponent >= MIN_PLAIN_EXPONENT && exponent < PRINTED.getPrecision()) {
      return digits.toPlainString();
    }
    String mantissa = digits.movePointLeft(exponent).toPlainString();
    String sign = exponent < 0 ? "-" : "+";
    return mantissa + "e" + sign + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
  }

  /** Writes the text of {@code value} at {@code address}; returns how many bytes that took. */
  public int write(double value, long address) {
    of(value);
    copyTo(address);
    return length;
  }

  /** Writes the text that {@link #of} has made. */
  public void copyTo(long address) {
    for (int i = 0; i < length; i++) {
      Addresses.putByte(address + i, text[i]);
    }
  }

  /** Makes the text of {@code value} and returns its length. */
  public int of(double value) {
    length = 0;
    layOut(value, isInteger(value));
    return length;
  }

  /**
   * Makes the text of {@code value} as Redis 7.2 writes it where it does not look for integers, an
   * AOF's base for one: 1e+15, not its sixteen digits. Returns its length.
   */
  public int ofShortest(double value) {
    length = 0;
    layOut(value, value == 0);
    return length;
  }

  /** Length of the text that was made last. */
  public int length() {
    return length;
  }

  private void layOut(double value, boolean asInteger) {
    if (Double.isNaN(value)) {
      put("nan");
      return;
    }
    if (value < 0 || 1 / value < 0) {
      put('-');
    }
    if (Double.isInfinite(value)) {
      put("inf");
    } else if (asInteger) {
      long number = Math.abs((long) value);
      putDigits(number, AsciiNumbers.length(number));
    } else {
      grisu.of(Math.abs(value));
      layOut(grisu.digits(), AsciiNumbers.length(grisu.digits()), grisu.exponent());
    }
  }

  /** Writes {@code digits * 10^power}. */
  private void layOut(long digits, int count, int power) {
    int exponent = power + count - 1;
    if (power >= 0 && Math.abs(exponent) < count + MAX_ZEROS) {
      putDigits(digits, count);
      putZeros(power);
    } else if (power < 0 && (power > -MAX_ZEROS || Math.abs(exponent) < 4)) {
      layOutFraction(digits, count, count + power);
    } else {
      layOutScientific(digits, count, exponent);
    }
  }

  /** With the point behind {@code whole} digits, or so many zeros before the first one. */
  private void layOutFraction(long digits, int count, int whole) {
    if (whole <= 0) {
      put("0.");
      putZeros(-whole);
      putDigits(digits, count);
      return;
    }
    int from = length;
    putDigits(digits, count);
    insertPoint(from + whole);
  }

  private void layOutScientific(long digits, int count, int exponent) {
    int shown = Math.min(count, MAX_SCIENTIFIC_DIGITS - length);
    int from = length;
    putDigits(digits, count);
    length = from + shown;
    if (shown > 1) {
      insertPoint(from + 1);
    }
    put('e');
    put(exponent < 0 ? '-' : '+');
    putDigits(Math.abs(exponent), AsciiNumbers.length(Math.abs(exponent)));
  }

  private void insertPoint(int at) {
    System.arraycopy(text, at, text, at + 1, length - at);
    text[at] = '.';
    length++;
  }

  private void put(char c) {
    text[length++] = (byte) c;
  }

  private void put(String word) {
    for (int i = 0; i < word.length(); i++) {
      put(word.charAt(i));
    }
  }

  private void putZeros(int count) {
    for (int i = 0; i < count; i++) {
      put('0');
    }
  }

  private void putDigits(long digits, int count) {
    long rest = digits;
    for (int i = length + count - 1; i >= length; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
  }
}
