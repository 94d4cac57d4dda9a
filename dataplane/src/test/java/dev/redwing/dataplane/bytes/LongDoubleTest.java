package dev.redwing.dataplane.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LongDoubleTest {
  /** The sums are what redis-server and valkey-server answer to SET and INCRBYFLOAT by 16. */
  @ParameterizedTest
  @CsvSource({
    "0xcdddcbacdabaaaaaabcbdccddbcdadcababdadbcccd,"
        + "4813985035555285236809754288103355199931610747109376",
    "0x10, 32",
    "-0x.8p1, 15",
    "0x0p99999999999, 16",
  })
  void hexadecimalDigitsCountToTheSixtyFourthBit(String text, String sum) {
    LongDouble number = Objects.requireNonNull(LongDouble.parse(text));
    assertThat(Objects.requireNonNull(number.plus(LongDouble.of(16))).text()).isEqualTo(sum);
  }

  @ParameterizedTest
  @CsvSource({"0x", "0x.p1", "0x1p", "0x1p-20000", "0x1p99999999999", "1x10", "00x1"})
  void whatIsNoHexadecimalNumberIsNone(String text) {
    assertThat(LongDouble.parse(text)).isNull();
  }
}
