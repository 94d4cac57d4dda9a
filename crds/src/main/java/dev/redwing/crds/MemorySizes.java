package dev.redwing.crds;

import java.util.Locale;

/**
 * Sizes as people write them here: Redis's ({@code 64mb}, {@code 1gb}, {@code 1k}) or Kubernetes'
 * ({@code 64Mi}, {@code 1Gi}).
 *
 * <p>Redis: {@code k m g} are powers of 1000, {@code kb mb gb} powers of 1024. Kubernetes: {@code
 * Ki Mi Gi} are powers of 1024.
 */
public final class MemorySizes {
  static final String PATTERN = "^[0-9]+([kKmMgG]([bB]|i)?|[bB])?$";

  private MemorySizes() {}

  /** The size in bytes; throws when the text is none. */
  public static long toBytes(String text) {
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    if (digits == 0) {
      throw new IllegalArgumentException("not a size: " + text);
    }
    String unit = text.substring(digits).toLowerCase(Locale.ROOT);
    long factor =
        switch (unit) {
          case "", "b" -> 1L;
          case "k" -> 1_000L;
          case "kb", "ki" -> 1L << 10;
          case "m" -> 1_000_000L;
          case "mb", "mi" -> 1L << 20;
          case "g" -> 1_000_000_000L;
          case "gb", "gi" -> 1L << 30;
          default -> throw new IllegalArgumentException("not a size: " + text);
        };
    return Math.multiplyExact(Long.parseLong(text.substring(0, digits)), factor);
  }
}
