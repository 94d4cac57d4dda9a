package dev.redwing.dataplane.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Doubles to text and back. What is expected of the first is what valkey-server 8.0.1 replies. */
class DoubleTextTest {
  private final DoubleText text = new DoubleText();

  @ParameterizedTest
  @CsvSource({
    "3, 3",
    "3.14, 3.14",
    "-0.5, -0.5",
    "0, 0",
    "-0.0, -0",
    "1e17, 100000000000000000",
    "4e18, 4000000000000000000",
    "4611686018427387904, 4611686018427387904",
    "5e18, 5e+18",
    "-5e18, -5e+18",
    "123456789012345680, 123456789012345680",
    "1e20, 1e+20",
    "1e22, 1e+22",
    "3e25, 3e+25",
    "1.5e300, 1.5e+300",
    "1e-5, 0.00001",
    "1e-7, 1e-7",
    "1.25e-9, 1.25e-9",
    "9007199254740992, 9007199254740992",
    "0.30000000000000004, 0.30000000000000004",
    "Infinity, inf",
    "-Infinity, -inf",
    "NaN, nan",
  })
  void isAsRedisPrintsIt(double value, String expected) {
    assertThat(DoubleText.format(value)).isEqualTo(expected);
  }

  /** Where the shortest digits would be others. */
  @ParameterizedTest
  @CsvSource({
    "-1039514241563211.8, -1039514241563211.7",
    "-3.1316709716158577e+78, -3.1316709716158578e+78",
    "7.113578243725634e-249, 7.1135782437256335e-249",
    "-6.652264087228344e+125, -6.6522640872283444e+125",
  })
  void isAsRedisPrintsItThoughShorterWouldDo(double value, String expected) {
    assertThat(DoubleText.format(value)).isEqualTo(expected);
    assertThat(Double.parseDouble(expected)).isEqualTo(value);
  }

  /** Seen in what valkey-server appends when it rewrites its AOF. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "1, 1",
    "100000, 100000",
    "1e15, 1e+15",
    "-1e16, -1e+16",
    "4e18, 4e+18",
    "123456789012, 123456789012",
    "9007199254740992, 9007199254740992",
    "4611686018427387904, 4611686018427388000",
    "1e20, 1e+20",
    "0.1, 0.1",
    "5e-324, 5e-324",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "Infinity, inf",
    "-Infinity, -inf",
  })
  void hasItsShortestFormToo(double value, String expected) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(DoubleText.MAX_BYTES);
      assertThat(text.ofShortest(value)).isEqualTo(expected.length()).isEqualTo(text.length());
      text.copyTo(memory.address());
      assertThat(memory.getString(0, StandardCharsets.ISO_8859_1)).isEqualTo(expected);
    }
  }

  @Test
  void readsBackAsTheSameDouble() {
    SplittableRandom random = new SplittableRandom(7);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(DoubleText.MAX_BYTES);
      for (int i = 0; i < 1_000_000; i++) {
        double value = value(random, i);
        int length = text.write(value, memory.address());
        double read = DoubleParser.parse(memory.address(), length);
        assertThat(Double.doubleToRawLongBits(read))
            .as("%s", value)
            .isEqualTo(Double.doubleToRawLongBits(value));
      }
    }
  }

  private static double value(SplittableRandom random, int i) {
    double value =
        switch (i % 4) {
          case 0 -> Double.longBitsToDouble(random.nextLong());
          case 1 -> random.nextInt(-10_000_000, 10_000_000) / 1000.0;
          case 2 -> random.nextDouble() * random.nextInt(1000);
          default -> Math.scalb((double) random.nextInt(1, 100), random.nextInt(-1074, 1000));
        };
    return Double.isNaN(value) ? 0.1 : value;
  }

  private static double parse(Arena arena, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    MemorySegment memory = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return DoubleParser.parse(memory.address(), bytes.length);
  }

  @Test
  void isParsedAsJavaDoes() {
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 200_000; i++) {
      StringBuilder number = new StringBuilder(random.nextInt(2) == 0 ? "-" : "");
      int digits = random.nextInt(1, 22);
      for (int d = 0; d < digits; d++) {
        number.append((char) ('0' + random.nextInt(10)));
      }
      number.insert(number.length() - random.nextInt(digits), '.');
      if (random.nextInt(2) == 0) {
        number.append('e').append(random.nextInt(-320, 320));
      }
      double expected = AsciiNumbers.parseDouble(number.toString());
      try (Arena arena = Arena.ofConfined()) {
        assertThat(Double.doubleToLongBits(parse(arena, number.toString())))
            .as("%s", number)
            .isEqualTo(Double.doubleToLongBits(expected));
      }
    }
  }

  /** Half-way between two doubles, and beside it. */
  @Test
  void roundsTiesToEven() {
    SplittableRandom random = new SplittableRandom(9);
    try (Arena arena = Arena.ofConfined()) {
      for (int i = 0; i < 20_000; i++) {
        long middle = (1L << 53) + 2 * random.nextLong(1L << 40) + 1;
        for (long number : new long[] {middle - 1, middle, middle + 1}) {
          String digits = Long.toString(number);
          assertThat(parse(arena, digits)).isEqualTo(Double.parseDouble(digits));
          assertThat(parse(arena, digits + "e1")).isEqualTo(Double.parseDouble(digits + "e1"));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "-", "+", "e5", "1e", "1e+", "1 ", " 1", "nan", "1.2.3", "1e400", "0x", "1x",
        ".inf", "inf.", "in", "-in", "--inf"
      })
  void refusesWhatIsNone(String text) {
    try (Arena arena = Arena.ofConfined()) {
      assertThat(parse(arena, text)).isNaN();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "inf, Infinity",
    "+INF, Infinity",
    "-Inf, -Infinity",
    "-INFINITY, -Infinity",
    "0x10, 16",
    "1., 1",
    ".5, 0.5",
    "+7, 7",
    "-0, -0.0",
    "1e00007, 1e7",
    "2.2250738585072011e-308, 2.2250738585072011e-308",
    "12345678901234567890123, 12345678901234567890123",
    "18446744073709551616, 18446744073709551616",
    "000184467440737095516160, 184467440737095516160",
    "4.9e-324, 4.9e-324",
  })
  void takesWhatCTakes(String text, double expected) {
    try (Arena arena = Arena.ofConfined()) {
      assertThat(parse(arena, text)).isEqualTo(expected);
    }
  }
}
