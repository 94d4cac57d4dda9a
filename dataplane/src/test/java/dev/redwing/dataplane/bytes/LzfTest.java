package dev.redwing.dataplane.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.ning.compress.lzf.impl.VanillaChunkDecoder;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LzfTest {
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final Lzf lzf = new Lzf();
  private final NativeBuffer in = new NativeBuffer(200_000);
  private final NativeBuffer out = new NativeBuffer(200_000);

  @AfterEach
  void free() {
    in.close();
    out.close();
  }

  @Test
  void whatIsCompressedComesBack() {
    System.out.println("LzfTest seed " + seed);
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = compressible(random.nextInt(round % 50 == 0 ? 100_000 : 600));

      byte[] compressed = compress(bytes, bytes.length + bytes.length / 16 + 64);

      assertThat(decompress(compressed, bytes.length)).isEqualTo(bytes);
    }
  }

  @Test
  void anIndependentDecoderReadsIt() throws Exception {
    for (int round = 0; round < 200; round++) {
      byte[] bytes = compressible(1 + random.nextInt(5000));
      byte[] compressed = compress(bytes, bytes.length * 2 + 64);
      byte[] decoded = new byte[bytes.length];

      new VanillaChunkDecoder().decodeChunk(compressed, 0, decoded, 0, decoded.length);

      assertThat(decoded).isEqualTo(bytes);
    }
  }

  @Test
  void repeatedBytesShrinkToTheLongestReferences() {
    byte[] bytes = new byte[10_000];
    Arrays.fill(bytes, (byte) 'x');

    assertThat(compress(bytes, bytes.length).length).isLessThan(10_000 / Lzf.MAX_EXPANSION + 20);
  }

  @Test
  void whatDoesNotFitIsNotCompressed() {
    byte[] bytes = new byte[500];
    random.nextBytes(bytes);

    assertThat(compress(bytes, bytes.length - 4)).isEmpty();
  }

  @Test
  void damagedInputIsRefusedOrDecodedWithinBounds() {
    System.out.println("LzfTest seed " + seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = compressible(100);
      byte[] compressed = compress(bytes, 200);
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        compressed[random.nextInt(compressed.length)] = (byte) random.nextInt();
      }
      NativeMemory.fill(out.address(), 256, (byte) 0x55);
      NativeMemory.copyIn(compressed, 0, in.address(), compressed.length);

      Lzf.decompress(in.address(), compressed.length, out.address() + 64, bytes.length);

      for (int i = 0; i < 64; i++) {
        assertThat(NativeMemory.getByte(out.address() + i)).isEqualTo((byte) 0x55);
        assertThat(NativeMemory.getByte(out.address() + 64 + 100 + i)).isEqualTo((byte) 0x55);
      }
    }
  }

  private byte[] compressible(int length) {
    if (random.nextInt(10) == 0) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      return bytes;
    }
    StringBuilder text = new StringBuilder();
    String[] words = {"user:", "session", "0000", "{\"name\":", "aaaa", "\n", "z", "\u00ff\u00fe"};
    while (text.length() < length) {
      text.append(words[random.nextInt(words.length)]);
    }
    return text.substring(0, length).getBytes(StandardCharsets.ISO_8859_1);
  }

  private byte[] compress(byte[] bytes, int capacity) {
    NativeMemory.copyIn(bytes, 0, in.address(), bytes.length);
    int length = lzf.compress(in.address(), bytes.length, out.address(), capacity);
    return NativeMemory.toBytes(out.address(), length);
  }

  private byte[] decompress(byte[] compressed, int length) {
    NativeMemory.copyIn(compressed, 0, in.address(), compressed.length);
    assertThat(Lzf.decompress(in.address(), compressed.length, out.address(), length)).isTrue();
    return NativeMemory.toBytes(out.address(), length);
  }
}
