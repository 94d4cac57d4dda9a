package dev.redwing.dataplane.resp;

/**
 * Doubles as Redis 7.2 prints them: the shortest digits that read back as the same double, plain
 * where that is short, else {@code d.ddde+xx}.
 */
public final class DoubleText {
  private static final double EXACT_INTEGER_LIMIT = 1L << 52;

  private DoubleText() {}

  /** The text of {@code value}; {@code inf}, {@code -inf} and {@code nan} for the odd ones. */
  public static String format(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    if (Math.abs(value) < EXACT_INTEGER_LIMIT && value == (long) value) {
      return Long.toString((long) value);
    }
    return layout(Double.toString(Math.abs(value)), value < 0 ? "-" : "");
  }

  /** Lays out anew the digits and exponent of {@link Double#toString}, which are shortest. */
  private static String layout(String javaText, String sign) {
    int e = javaText.indexOf('E');
    int exponent = e < 0 ? 0 : Integer.parseInt(javaText, e + 1, javaText.length(), 10);
    String mantissa = e < 0 ? javaText : javaText.substring(0, e);
    int point = mantissa.indexOf('.');
    String digits = mantissa.substring(0, point) + mantissa.substring(point + 1);
    // value = 0.digits * 10^scale
    int scale = point + exponent;
    int leading = 0;
    while (digits.charAt(leading) == '0') {
      leading++;
    }
    scale -= leading;
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    digits = digits.substring(leading, end);
    return sign + layout(digits, scale);
  }

  private static String layout(String digits, int scale) {
    int count = digits.length();
    int lastPower = scale - count;
    int exponent = scale - 1;
    if (lastPower >= 0 && Math.abs(exponent) < count + 7) {
      return digits + "0".repeat(lastPower);
    }
    if (lastPower < 0 && (lastPower > -7 || Math.abs(exponent) < 4)) {
      if (scale > 0) {
        return digits.substring(0, scale) + "." + digits.substring(scale);
      }
      return "0." + "0".repeat(-scale) + digits;
    }
    String fraction = count > 1 ? "." + digits.substring(1) : "";
    return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
  }
}
