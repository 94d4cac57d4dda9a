package dev.redwing.dataplane.differential;

import java.util.ArrayList;
import java.util.List;

/**
 * What collections are made of: words from a small pool, so that they are found again, and now and
 * then so many or such long ones that a collection changes its form.
 */
final class Members {
  /** What SORT finds weights by, in {@code key:*} and {@code h:*->1}, is among them. */
  private static final List<String> POOL =
      List.of("a", "b", "c", "d", "1", "2", "3", "10", "-5", "1.5", "01", "", "\0", "f1", "f2");

  /** Where encodings in listpacks, or limits of the forms, lie. */
  private static final List<Integer> LENGTHS = List.of(62, 63, 64, 65, 66, 127, 128, 4095, 4096);

  private static final List<String> INTEGERS =
      List.of(
          "127",
          "128",
          "-128",
          "-129",
          "4095",
          "4096",
          "-4096",
          "-4097",
          "32767",
          "32768",
          "-32769",
          "8388607",
          "8388608",
          "-8388609",
          "2147483647",
          "2147483648",
          "-2147483649",
          "9223372036854775807",
          "-9223372036854775808");

  /** Around the limits of hashes, sets, lists and intsets. */
  private static final List<Integer> COUNTS = List.of(30, 127, 128, 129, 200, 511, 512, 513);

  private Members() {}

  static String one(Draw draw) {
    return switch (draw.below(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> draw.from(POOL);
      case 7, 8, 9, 10, 11 -> Integer.toString(draw.below(20));
      case 12, 13, 14 -> draw.from(INTEGERS);
      case 15, 16 -> "m" + draw.below(30);
      case 17 -> draw.from(List.of("x", "y")).repeat(draw.from(LENGTHS));
      case 18 -> draw.integer();
      default -> draw.value();
    };
  }

  /** An integer, as intsets want them. */
  static String integer(Draw draw) {
    return draw.percent(50)
        ? Integer.toString(draw.below(40))
        : draw.percent(70) ? draw.from(INTEGERS) : draw.integer();
  }

  /** How many to take: some, none, more than there are, and what is no number. */
  static String count(Draw draw) {
    return draw.percent(70)
        ? Integer.toString(draw.below(30) - 8)
        : draw.from(
            List.of(
                "0",
                "-0",
                "600",
                "-300",
                "9223372036854775807",
                "-9223372036854775808",
                "9223372036854775808",
                "x",
                "",
                "1.5",
                " 1",
                "01",
                "+3"));
  }

  /** A few, all integers in many cases, or seldom hundreds. */
  static List<String> some(Draw draw) {
    if (draw.percent(4)) {
      return numbered(draw);
    }
    boolean integers = draw.percent(50);
    int count = 1 + draw.below(draw.percent(70) ? 3 : 12);
    List<String> members = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      members.add(integers ? integer(draw) : one(draw));
    }
    return members;
  }

  private static List<String> numbered(Draw draw) {
    int count = draw.from(COUNTS);
    int first = draw.below(2) * draw.below(500);
    String prefix = draw.percent(50) ? "" : "m";
    String suffix = draw.percent(80) ? "" : "z".repeat(draw.below(63));
    List<String> members = new ArrayList<>(count);
    for (int i = first; i < first + count; i++) {
      members.add(prefix + i + suffix);
    }
    return members;
  }
}
