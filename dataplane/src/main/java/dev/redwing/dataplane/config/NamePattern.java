package dev.redwing.dataplane.config;

import java.util.Locale;

/** Redis's globs over names of directives, whatever the case: {@code * ? [a-z] [^a] \x}. */
final class NamePattern {
  private final String pattern;
  private final String name;

  private NamePattern(String pattern, String name) {
    this.pattern = pattern;
    this.name = name;
  }

  static boolean isPlain(String pattern) {
    return pattern.chars().noneMatch(c -> c == '*' || c == '?' || c == '[');
  }

  static boolean matches(String pattern, String name) {
    return new NamePattern(pattern.toLowerCase(Locale.ROOT), name).matchesFrom(0, 0);
  }

  private boolean matchesFrom(int p, int n) {
    while (p < pattern.length()) {
      char c = pattern.charAt(p);
      if (c == '*') {
        return matchesStar(p, n);
      }
      if (n == name.length()) {
        return false;
      }
      if (c == '[') {
        int end = setEnd(p);
        if (!inSet(p + 1, end, name.charAt(n))) {
          return false;
        }
        p = Math.min(end + 1, pattern.length());
      } else {
        if (c == '\\' && p + 1 < pattern.length()) {
          p++;
          c = pattern.charAt(p);
          if (c != name.charAt(n)) {
            return false;
          }
        } else if (c != '?' && c != name.charAt(n)) {
          return false;
        }
        p++;
      }
      n++;
    }
    return n == name.length();
  }

  private boolean matchesStar(int p, int n) {
    int next = p;
    while (next < pattern.length() && pattern.charAt(next) == '*') {
      next++;
    }
    for (int from = n; from <= name.length(); from++) {
      if (matchesFrom(next, from)) {
        return true;
      }
    }
    return false;
  }

  /** The position of the set's closing bracket, or the pattern's end if it has none. */
  private int setEnd(int open) {
    int p = open + 1;
    if (p < pattern.length() && pattern.charAt(p) == '^') {
      p++;
    }
    while (p < pattern.length() && pattern.charAt(p) != ']') {
      p += pattern.charAt(p) == '\\' ? 2 : 1;
    }
    return Math.min(p, pattern.length());
  }

  private boolean inSet(int from, int end, char c) {
    boolean negated = from < end && pattern.charAt(from) == '^';
    int p = negated ? from + 1 : from;
    boolean found = false;
    while (p < end) {
      if (pattern.charAt(p) == '\\' && p + 1 < end) {
        p++;
        found |= pattern.charAt(p) == c;
        p++;
      } else if (p + 2 < end && pattern.charAt(p + 1) == '-') {
        char low = (char) Math.min(pattern.charAt(p), pattern.charAt(p + 2));
        char high = (char) Math.max(pattern.charAt(p), pattern.charAt(p + 2));
        found |= c >= low && c <= high;
        p += 3;
      } else {
        found |= pattern.charAt(p) == c;
        p++;
      }
    }
    return found != negated;
  }
}
