package dev.redwing.dataplane.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Numbers, sizes and words as redis.conf writes them. */
final class Texts {
  private static final long KIB = 1024;
  private static final long MIB = KIB * 1024;
  private static final long GIB = MIB * 1024;

  /** No number of bytes. */
  static final long NO_SIZE = -1;

  /** More bytes than a signed number holds: negative, so that it is out of any bounds. */
  static final long TOO_BIG = Long.MIN_VALUE;

  private Texts() {}

  static String only(List<String> arguments) throws BadValueException {
    if (arguments.size() != 1) {
      throw new BadValueException("wrong number of arguments");
    }
    return arguments.getFirst();
  }

  /** Digits with an optional minus and nothing else: no blanks, plus, leading zeros. */
  static boolean isInteger(String word) {
    int digits = word.startsWith("-") ? 1 : 0;
    if (digits == word.length()) {
      return false;
    }
    if (word.charAt(digits) == '0') {
      return word.length() == 1;
    }
    for (int i = digits; i < word.length(); i++) {
      if (word.charAt(i) < '0' || word.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  static long integer(String word) throws BadValueException {
    if (isInteger(word)) {
      try {
        return Long.parseLong(word);
      } catch (NumberFormatException tooBig) {
        throw notAnInteger();
      }
    }
    throw notAnInteger();
  }

  private static BadValueException notAnInteger() {
    return new BadValueException("argument couldn't be parsed into an integer");
  }

  static long octal(String word) throws BadValueException {
    try {
      return Long.parseLong(word, 8);
    } catch (NumberFormatException e) {
      throw new BadValueException("argument couldn't be parsed as an octal number");
    }
  }

  static long memory(String word) throws BadValueException {
    long bytes = memoryOrNegative(word);
    if (bytes == NO_SIZE) {
      throw new BadValueException("argument must be a memory value");
    }
    return bytes;
  }

  /** As C's strtoll reads it: blanks, a plus and zeros may lead, and nothing at all is 0. */
  static long looseInteger(String word) throws NumberFormatException {
    String digits = word.stripLeading();
    return digits.isEmpty() ? 0 : Long.parseLong(digits);
  }

  static long memoryOrPercent(String word, long maxPercent) throws BadValueException {
    if (word.endsWith("%") && isInteger(word.substring(0, word.length() - 1))) {
      long percent = integer(word.substring(0, word.length() - 1));
      if (percent > maxPercent) {
        throw new BadValueException("percentage argument must be less or equal to " + maxPercent);
      }
      if (percent >= 0) {
        return -percent;
      }
    }
    long bytes = memoryOrNegative(word);
    if (bytes == NO_SIZE) {
      throw new BadValueException("argument must be a memory or percent value");
    }
    return bytes;
  }

  /**
   * Bytes; {@link #TOO_BIG} if they do not fit, {@link #NO_SIZE} if the word is no size. No digits
   * at all count as 0, as with Redis.
   */
  static long memoryOrNegative(String word) {
    int end = 0;
    while (end < word.length() && word.charAt(end) >= '0' && word.charAt(end) <= '9') {
      end++;
    }
    long unit =
        switch (word.substring(end).toLowerCase(Locale.ROOT)) {
          case "", "b" -> 1;
          case "k" -> 1000;
          case "kb" -> KIB;
          case "m" -> 1000 * 1000;
          case "mb" -> MIB;
          case "g" -> 1000 * 1000 * 1000;
          case "gb" -> GIB;
          default -> -1;
        };
    if (unit < 0) {
      return NO_SIZE;
    }
    long value = 0;
    for (int i = 0; i < end; i++) {
      int digit = word.charAt(i) - '0';
      if (value > (Long.MAX_VALUE - digit) / 10) {
        return TOO_BIG;
      }
      value = value * 10 + digit;
    }
    return value > Long.MAX_VALUE / unit ? TOO_BIG : value * unit;
  }

  /** The size with the largest unit that divides it. */
  static String memoryText(long bytes) {
    if (bytes != 0 && bytes % GIB == 0) {
      return bytes / GIB + "gb";
    }
    if (bytes != 0 && bytes % MIB == 0) {
      return bytes / MIB + "mb";
    }
    if (bytes != 0 && bytes % KIB == 0) {
      return bytes / KIB + "kb";
    }
    return Long.toString(bytes);
  }

  /** A name or path as people mean it, from one byte a character. */
  static String decode(String text) {
    return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** The hash of a password, in hex. */
  static String sha256(String password) {
    try {
      byte[] bytes = password.getBytes(StandardCharsets.ISO_8859_1);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The bytes of a name or path, one a character. */
  static String encode(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
