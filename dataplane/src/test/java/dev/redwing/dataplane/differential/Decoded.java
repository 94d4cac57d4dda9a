package dev.redwing.dataplane.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What DUMP's payload says, whatever the form: the elements of lists and sets, the fields and
 * values of hashes, the members and scores of sorted sets, in the order in which they lie. Other
 * types stay the bytes that they are.
 */
final class Decoded {
  static final int LIST = 1;
  static final int SET = 2;
  static final int ZSET = 3;
  static final int HASH = 4;
  static final int ZSET_2 = 5;
  static final int INTSET = 11;
  static final int HASH_LISTPACK = 16;
  static final int ZSET_LISTPACK = 17;
  static final int QUICKLIST_2 = 18;
  private static final int SET_LISTPACK = 20;

  private static final int PLAIN_NODE = 1;
  private static final int LISTPACK_HEADER_BYTES = 6;
  private static final int LISTPACK_END = 0xff;

  private final String bytes;
  private final List<String> elements = new ArrayList<>();
  private int at = 1;

  private Decoded(String bytes) {
    this.bytes = bytes;
  }

  /** The elements in {@code value}, a type and a value as RDB writes them without compression. */
  static List<String> elements(String value) {
    Decoded decoded = new Decoded(value);
    int type = value.isEmpty() ? 0 : value.charAt(0);
    switch (type) {
      case LIST, SET -> decoded.strings(1);
      case HASH -> decoded.strings(2);
      case INTSET -> decoded.intset(decoded.string());
      case HASH_LISTPACK, SET_LISTPACK -> decoded.listpack(decoded.string());
      case ZSET_LISTPACK -> {
        decoded.listpack(decoded.string());
        unifyScores(decoded.elements);
      }
      case ZSET_2 -> decoded.ranked();
      case QUICKLIST_2 -> decoded.quicklist();
      default -> {
        return List.of(value);
      }
    }
    if (decoded.at != value.length()) {
      throw new IllegalStateException(value.length() - decoded.at + " bytes behind the value");
    }
    return decoded.elements;
  }

  private void strings(int each) {
    for (long left = length() * each; left > 0; left--) {
      elements.add(string());
    }
  }

  /** Large ones lie there from the highest rank down; here they are the other way round. */
  private void ranked() {
    for (long left = length(); left > 0; left--) {
      String member = string();
      double score = Double.longBitsToDouble(little(bytes, at, Double.BYTES));
      at += Double.BYTES;
      elements.addAll(0, List.of(member, Double.toString(score)));
    }
    unifyScores(elements);
  }

  /** Gives every second word, a score's text, one form, and zero one sign. */
  static void unifyScores(List<String> pairs) {
    for (int i = 1; i < pairs.size(); i += 2) {
      String text = pairs.get(i);
      double score =
          text.endsWith("inf")
              ? text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY
              : Double.parseDouble(text);
      pairs.set(i, Double.toString(score + 0.0));
    }
  }

  private void quicklist() {
    for (long left = length(); left > 0; left--) {
      long kind = length();
      String node = string();
      if (kind == PLAIN_NODE) {
        elements.add(node);
      } else {
        listpack(node);
      }
    }
  }

  private long length() {
    int first = bytes.charAt(at++);
    return switch (first >> 6) {
      case 0 -> first & 0x3f;
      case 1 -> (first & 0x3f) << 8 | bytes.charAt(at++);
      default -> {
        if (first != 0x80) {
          throw new IllegalStateException(String.format(Locale.ROOT, "length %02x", first));
        }
        at += 4;
        yield big(at - 4, 4);
      }
    };
  }

  private String string() {
    int first = bytes.charAt(at);
    if (first >= 0xc0 && first <= 0xc2) {
      int width = 1 << (first - 0xc0);
      at += 1 + width;
      return Long.toString(little(bytes, at - width, width));
    }
    int length = Math.toIntExact(length());
    at += length;
    return bytes.substring(at - length, at);
  }

  private long big(int from, int width) {
    long value = 0;
    for (int i = from; i < from + width; i++) {
      value = value << 8 | bytes.charAt(i);
    }
    return value;
  }

  /** With its sign. */
  private static long little(String text, int from, int width) {
    long value = 0;
    for (int i = from + width - 1; i >= from; i--) {
      value = value << 8 | text.charAt(i);
    }
    int unused = Long.SIZE - 8 * width;
    return value << unused >> unused;
  }

  private void intset(String set) {
    int width = (int) little(set, 0, 4);
    for (int i = 8; i < set.length(); i += width) {
      elements.add(Long.toString(little(set, i, width)));
    }
  }

  private void listpack(String pack) {
    int i = LISTPACK_HEADER_BYTES;
    while (pack.charAt(i) != LISTPACK_END) {
      i = element(pack, i);
    }
  }

  /** Adds the element at {@code i}; where the next one begins. */
  private int element(String pack, int i) {
    int first = pack.charAt(i);
    if (first < 0x80) {
      return integer(Long.toString(first), i, 1);
    }
    if (first < 0xc0) {
      return text(pack, i, 1, first & 0x3f);
    }
    if (first < 0xe0) {
      long thirteen = (first & 0x1fL) << 8 | pack.charAt(i + 1);
      return integer(Long.toString(thirteen << 51 >> 51), i, 2);
    }
    if (first < 0xf0) {
      return text(pack, i, 2, (first & 0xf) << 8 | pack.charAt(i + 1));
    }
    return switch (first) {
      case 0xf0 -> text(pack, i, 5, (int) little(pack, i + 1, 4));
      case 0xf1 -> integer(Long.toString(little(pack, i + 1, 2)), i, 3);
      case 0xf2 -> integer(Long.toString(little(pack, i + 1, 3)), i, 4);
      case 0xf3 -> integer(Long.toString(little(pack, i + 1, 4)), i, 5);
      case 0xf4 -> integer(Long.toString(little(pack, i + 1, 8)), i, 9);
      default -> throw new IllegalStateException("listpack element " + first);
    };
  }

  private int integer(String text, int i, int length) {
    elements.add(text);
    return i + length + backLength(length);
  }

  private int text(String pack, int i, int header, int length) {
    elements.add(pack.substring(i + header, i + header + length));
    return i + header + length + backLength(header + length);
  }

  /** How many bytes tell how long an element is, for who comes from behind. */
  private static int backLength(int length) {
    int bytes = 1;
    for (int limit = 127; length > limit && bytes < 5; limit = limit << 7 | 127) {
      bytes++;
    }
    return bytes;
  }
}
