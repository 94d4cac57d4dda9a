package dev.redwing.dataplane.bytes;

/**
 * Patterns as KEYS, SCAN and PSUBSCRIBE have them: {@code *}, {@code ?}, {@code [a-z^]} and {@code
 * \} before a byte that stands for itself.
 *
 * <p>Goes back to the last star only, which is enough: what an earlier star could match, the last
 * one can match too. So the time is at most pattern length times text length, whatever the number
 * of stars. As in Redis only an empty pattern matches an empty text.
 */
public final class Glob {
  private static final int NO_MATCH = -1;

  private final long pattern;
  private final int patternLength;
  private final boolean ignoreCase;

  /** A pattern that lies at {@code address} and stays there while this is used. */
  public Glob(long address, int length, boolean ignoreCase) {
    pattern = address;
    patternLength = length;
    this.ignoreCase = ignoreCase;
  }

  /** Whether the pattern is a single star: everything matches. */
  public boolean matchesAll() {
    return patternLength == 1 && at(0) == '*';
  }

  /** Whether the text matches as a whole. */
  public boolean matches(long text, int textLength) {
    if (textLength == 0) {
      return patternLength == 0;
    }
    int p = 0;
    int t = 0;
    int afterStar = NO_MATCH;
    int starText = 0;
    while (t < textLength) {
      if (p < patternLength && at(p) == '*') {
        p++;
        afterStar = p;
        starText = t;
        continue;
      }
      int next = p < patternLength ? step(p, Addresses.unsignedByte(text + t)) : NO_MATCH;
      if (next != NO_MATCH) {
        p = next;
        t++;
      } else if (afterStar != NO_MATCH) {
        p = afterStar;
        starText++;
        t = starText;
      } else {
        return false;
      }
    }
    while (p < patternLength && at(p) == '*') {
      p++;
    }
    return p == patternLength;
  }

  /** Position behind the element at {@code p} if that matches the byte, or {@link #NO_MATCH}. */
  private int step(int p, int b) {
    return switch (at(p)) {
      case '?' -> p + 1;
      case '[' -> set(p + 1, b);
      case '\\' -> literal(p + 1 < patternLength ? p + 1 : p, b);
      default -> literal(p, b);
    };
  }

  private int literal(int p, int b) {
    return fold(at(p)) == fold(b) ? p + 1 : NO_MATCH;
  }

  /** A set without its end reaches to the pattern's end. */
  private int set(int from, int b) {
    int p = from;
    boolean inverted = p < patternLength && at(p) == '^';
    if (inverted) {
      p++;
    }
    boolean found = false;
    while (p < patternLength && at(p) != ']') {
      int left = patternLength - p;
      if (at(p) == '\\' && left >= 2) {
        found |= at(p + 1) == b;
        p += 2;
      } else if (left >= 3 && at(p + 1) == '-') {
        found |= isWithin(at(p), at(p + 2), b);
        p += 3;
      } else {
        found |= fold(at(p)) == fold(b);
        p++;
      }
    }
    return found == inverted ? NO_MATCH : Math.min(p + 1, patternLength);
  }

  private boolean isWithin(int first, int second, int b) {
    int low = fold(Math.min(first, second));
    int high = fold(Math.max(first, second));
    return fold(b) >= low && fold(b) <= high;
  }

  private int fold(int b) {
    return ignoreCase && b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
  }

  private int at(int index) {
    return Addresses.unsignedByte(pattern + index);
  }
}
