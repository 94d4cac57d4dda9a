package dev.redwing.dataplane.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.memory.NativeMemory;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HashingTest {
  private static final int KEYS = 1 << 16;
  private static final int BUCKETS = 1 << 10;

  private final Arena memory = Arena.ofConfined();
  private final long buffer = memory.allocate(512).address();

  @AfterEach
  void close() {
    memory.close();
  }

  private long hash(byte[] bytes) {
    NativeMemory.copyIn(bytes, 0, buffer, bytes.length);
    return Hashing.hash(buffer, bytes.length);
  }

  private long hash(String text) {
    return hash(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Chi-squared over buckets taken from every part of the hash that a Dict uses. */
  private void assertEven(IntFunction<String> keys) {
    for (int shift : new int[] {0, 8, 16, 24, 40, 54}) {
      int[] counts = new int[BUCKETS];
      for (int i = 0; i < KEYS; i++) {
        counts[(int) (hash(keys.apply(i)) << shift >>> 54)]++;
      }
      double expected = (double) KEYS / BUCKETS;
      double sum = 0;
      for (int count : counts) {
        sum += (count - expected) * (count - expected) / expected;
      }
      // 1023 degrees of freedom: mean 1023, deviation 45; eight deviations are no accident.
      assertThat(sum).as("shift %d", shift).isBetween(1023.0 - 360, 1023.0 + 360);
    }
  }

  @Test
  void keysAsPeopleNameThemAreSpreadEvenly() {
    assertEven(i -> "key:" + i);
    assertEven(i -> String.format("key:%012d", i));
    assertEven(i -> "user:" + i + ":session:profile:settings:language");
    assertEven(i -> Integer.toString(i));
    assertEven(i -> "x".repeat(40) + (char) (i & 0xff) + (char) (i >>> 8) + "y".repeat(40));
    assertEven(i -> "" + (char) (i & 0xff) + (char) (i >>> 8));
  }

  @Test
  void everyInputBitFlipsHalfOfTheOutput() {
    for (int length : new int[] {1, 3, 4, 7, 8, 12, 16, 17, 31, 32, 33, 64, 100}) {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) (i * 37 + 11);
      }
      long before = hash(bytes);
      double flipped = 0;
      for (int bit = 0; bit < length * 8; bit++) {
        bytes[bit / 8] ^= (byte) (1 << (bit % 8));
        int changed = Long.bitCount(before ^ hash(bytes));
        assertThat(changed).as("bit %d of %d bytes", bit, length).isBetween(8, 56);
        flipped += changed;
        bytes[bit / 8] ^= (byte) (1 << (bit % 8));
      }
      assertThat(flipped / (length * 8)).isBetween(27.0, 37.0);
    }
  }

  @Test
  void lengthsAndZerosMatter() {
    Set<Long> hashes = new HashSet<>();
    for (int length = 0; length <= 200; length++) {
      assertThat(hashes.add(hash(new byte[length]))).isTrue();
    }
  }
}
