package dev.redwing.dataplane.differential;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Chance, from a seed, and the words that are worth trying. */
final class Draw {
  /** From here on a time is far away: it can be compared to the millisecond. */
  static final long FAR_MILLIS = 4_102_444_800_000L;

  static final int FAR_RANGE_MILLIS = 1_000_000_000;

  private static final List<String> INTEGERS =
      List.of(
          "0",
          "1",
          "-1",
          "2",
          "7",
          "10",
          "-10",
          "100",
          "127",
          "128",
          "-129",
          "255",
          "9999",
          "10000",
          "32767",
          "32768",
          "-32769",
          "65536",
          "2147483647",
          "2147483648",
          "-2147483648",
          "-2147483649",
          "4294967296",
          "9007199254740993",
          "9223372036854775806",
          "9223372036854775807",
          "-9223372036854775807",
          "-9223372036854775808");

  private static final List<String> FLOATS =
      List.of(
          "0.0",
          "-0",
          "1.5",
          "-1.5",
          "3.0",
          "0.1",
          "0.2",
          "1e3",
          "1e-3",
          "5e-324",
          "1e17",
          "-1e17",
          "1e308",
          "1.7e4931",
          "3.3333333333333335",
          "123456789.125",
          ".5",
          "5.",
          "1E2",
          "0x10",
          "9007199254740993.5",
          "100000000000000000000");

  private static final List<String> NO_NUMBERS =
      List.of(
          "",
          " ",
          "abc",
          "nan",
          "inf",
          "-inf",
          "+inf",
          "infinity",
          " 1",
          "1 ",
          "+1",
          "01",
          "-01",
          "-",
          "+",
          "1_000",
          "0x",
          "1e",
          "1.5.2",
          "9223372036854775808",
          "-9223372036854775809",
          "18446744073709551616",
          "99999999999999999999",
          "1e5000",
          "\0",
          "1\0",
          "1\r\n",
          "\u00ff");

  /** Long ones seldom: LCS takes the product of two of them. */
  private static final int[] LENGTHS = {
    0, 1, 2, 15, 16, 20, 21, 43, 44, 45, 63, 64, 65, 127, 128, 129, 255, 256, 1000, 5000, 16383,
    16384, 20000
  };

  private static final List<String> OPTIONS =
      List.of(
          "NX",
          "XX",
          "GT",
          "LT",
          "GET",
          "EX",
          "PX",
          "EXAT",
          "PXAT",
          "KEEPTTL",
          "PERSIST",
          "REPLACE",
          "ABSTTL",
          "DB",
          "COUNT",
          "MATCH",
          "TYPE",
          "LEN",
          "IDX",
          "nx",
          "Xx",
          "ex",
          "LIMIT",
          "WITHSCORES",
          "WITHSCORE",
          "BYSCORE",
          "REV",
          "INCR",
          "CH",
          "WEIGHTS");

  private static final List<Kind> KINDS =
      List.of(Kind.STRING, Kind.STRING, Kind.STRING, Kind.HASH, Kind.SET, Kind.LIST, Kind.ZSET);

  private final Random random;

  Draw(long seed) {
    random = new Random(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean percent(int chance) {
    return random.nextInt(100) < chance;
  }

  <T> T from(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Any key, in half of the cases one of a string. */
  String key() {
    return from(from(KINDS).keys());
  }

  /** A key that usually holds this kind of value. */
  String key(Kind kind) {
    return percent(92) ? from(kind.keys()) : key();
  }

  String integer() {
    return percent(50)
        ? Integer.toString(random.nextInt(200) - 100)
        : percent(90) ? from(INTEGERS) : Long.toString(random.nextLong());
  }

  String floating() {
    return switch (below(4)) {
      case 0 -> integer();
      case 1 -> Double.toString(random.nextInt(20000) / 1000.0 - 10);
      case 2 -> from(FLOATS);
      default -> (random.nextInt(2000) - 1000) + "." + (random.nextLong() >>> 1);
    };
  }

  /** What is no number where one is wanted, or a number that looks odd. */
  String noNumber() {
    return from(NO_NUMBERS);
  }

  String option() {
    return from(OPTIONS);
  }

  /** A value: number, text or bytes, with a length at which something changes. */
  String value() {
    return switch (below(10)) {
      case 0, 1, 2 -> integer();
      case 3 -> floating();
      case 4 -> noNumber();
      case 5 -> bytes(LENGTHS[below(LENGTHS.length - (percent(90) ? 5 : 0))]);
      case 6 -> from(List.of("a", "ab", "x", "-", "\u00e4")).repeat(1 + below(50));
      default -> letters(LENGTHS[below(LENGTHS.length - 5)]);
    };
  }

  String letters(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + below(4)));
    }
    return text.toString();
  }

  String bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** A glob. */
  String pattern() {
    return from(
        List.of(
            "*",
            "?",
            "a*",
            "key:*",
            "key:[0-9]",
            "[^a]",
            "[a-c]",
            "\\*\\[*",
            "",
            "*:*",
            "[",
            "[a",
            "k*k",
            "**",
            "\\",
            "[c-a]",
            "[\\]]",
            "*\u00ff",
            "key:?"));
  }

  // ---- times: never such that it matters when exactly a command runs ----

  /** Seconds from now: hours away, none, past, or too far away. */
  String seconds() {
    return percent(70)
        ? Integer.toString(10_000 + below(1_000_000))
        : from(
            List.of(
                "0",
                "-1",
                "-1000",
                "9223372036854775",
                "9223372036854776",
                "9223372036854775807",
                "-9223372036854775808",
                "9000000000000",
                "-9223372036854776"));
  }

  /** Milliseconds from now. */
  String millis() {
    return percent(70)
        ? Integer.toString(10_000_000 + below(1_000_000_000))
        : from(
            List.of(
                "0",
                "-1",
                "-1000",
                "9223372036854775807",
                "-9223372036854775808",
                "9000000000000000"));
  }

  /** Milliseconds from now for RESTORE, which does not look whether the sum overflows. */
  String restoredMillis() {
    return percent(80) ? Integer.toString(10_000_000 + below(1_000_000_000)) : "-1";
  }

  /** Seconds since 1970, in the future, or none. */
  String futureSeconds() {
    return percent(70)
        ? Long.toString(FAR_MILLIS / 1000 + below(1_000_000))
        : from(
            List.of(
                "0",
                "-1",
                "9223372036854775",
                "9223372036854776",
                "9223372036854775807",
                "-9223372036854775808"));
  }

  /** Milliseconds since 1970, in the future, or none. */
  String futureMillis() {
    return percent(70)
        ? Long.toString(FAR_MILLIS + below(FAR_RANGE_MILLIS))
        : from(List.of("0", "-1", "9223372036854775807", "-9223372036854775808"));
  }

  /** Seconds since 1970, future or past. */
  String unixSeconds() {
    return percent(80) ? futureSeconds() : from(List.of("1", "1000000000"));
  }

  /** Milliseconds since 1970, future or past. */
  String unixMillis() {
    return percent(80) ? futureMillis() : from(List.of("1", "1000000000000"));
  }

  /** A word that, in a time's place, is none. */
  String noTime() {
    return percent(50)
        ? option()
        : from(List.of("", "x", "1.5", "9223372036854775808", " 1", "-1"));
  }

  String anyCase(String word) {
    return switch (below(4)) {
      case 0 -> word.toUpperCase(java.util.Locale.ROOT);
      case 1 ->
          word.isEmpty()
              ? word
              : word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1);
      default -> word;
    };
  }
}
