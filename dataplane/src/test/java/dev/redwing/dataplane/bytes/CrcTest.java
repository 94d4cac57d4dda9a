package dev.redwing.dataplane.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CrcTest {
  private static final byte[] CHECK = "123456789".getBytes(StandardCharsets.US_ASCII);

  @Test
  void checkValuesOfBothPolynomials() {
    assertThat(Crc64.update(0, CHECK, 0, CHECK.length)).isEqualTo(0xe9c6d914c4b8d9caL);
    assertThat(Crc16.of(CHECK, 0, CHECK.length)).isEqualTo(0x31c3);
  }

  @Test
  void nativeMemoryGivesTheSameAsArraysInAnyPieces() {
    long seed = System.nanoTime();
    System.out.println("CrcTest seed " + seed);
    Random random = new Random(seed);
    byte[] bytes = new byte[1000];
    random.nextBytes(bytes);
    try (NativeBuffer memory = new NativeBuffer(bytes.length)) {
      NativeMemory.copyIn(bytes, 0, memory.address(), bytes.length);
      for (int length = 0; length < bytes.length; length += 1 + random.nextInt(20)) {
        int cut = random.nextInt(length + 1);
        long expected = bitByBit(bytes, length);

        long inPieces = Crc64.update(0, memory.address(), cut);
        inPieces = Crc64.update(inPieces, memory.address() + cut, length - cut);

        assertThat(Crc64.update(0, bytes, 0, length)).isEqualTo(expected);
        assertThat(inPieces).isEqualTo(expected);
        assertThat(Crc16.of(memory.address(), length)).isEqualTo(Crc16.of(bytes, 0, length));
      }
    }
  }

  private static long bitByBit(byte[] bytes, int length) {
    long crc = 0;
    for (int i = 0; i < length; i++) {
      crc ^= bytes[i] & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x95ac9329ac4bc9b5L;
      }
    }
    return crc;
  }
}
