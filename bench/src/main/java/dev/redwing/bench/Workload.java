package dev.redwing.bench;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One command, encoded once, whose random parts are patched in place.
 *
 * <p>In {@code words}, {@code __key__} stands for a key of {@link #KEY_LENGTH} bytes drawn from the
 * key space, {@code __counter__} for one of another key space of the same size, {@code __value__}
 * for a value of {@code valueBytes} random bytes fixed per workload.
 */
record Workload(String name, List<String> words, int valueBytes) {
  static final int KEY_LENGTH = 16;
  private static final String KEY_PREFIX = "key:";
  private static final String COUNTER_PREFIX = "num:";
  private static final int KEY_DIGITS = KEY_LENGTH - KEY_PREFIX.length();

  Workload {
    words = List.copyOf(words);
  }

  static Workload of(String name, int valueBytes, String... words) {
    return new Workload(name, List.of(words), valueBytes);
  }

  /** The encoded command and where in it the digits of each random key begin. */
  static final class Encoded {
    private final byte[] bytes;
    private final int[] keyDigits;

    private Encoded(byte[] bytes, int[] keyDigits) {
      this.bytes = bytes;
      this.keyDigits = keyDigits;
    }

    int size() {
      return bytes.length;
    }

    void writeTo(ByteBuffer buffer) {
      buffer.put(bytes);
    }

    /** Writes fresh random keys below {@code keySpace} into the copy at {@code offset}. */
    void patch(ByteBuffer buffer, int offset, RandomGenerator random, int keySpace) {
      for (int position : keyDigits) {
        int number = random.nextInt(keySpace);
        for (int i = KEY_DIGITS - 1; i >= 0; i--) {
          buffer.put(offset + position + i, (byte) ('0' + number % 10));
          number /= 10;
        }
      }
    }
  }

  Encoded encode(RandomGenerator random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Integer> keyDigits = new ArrayList<>();
    write(out, "*" + words.size() + "\r\n");
    for (String word : words) {
      switch (word) {
        case "__key__", "__counter__" -> {
          write(out, "$" + KEY_LENGTH + "\r\n");
          write(out, word.equals("__key__") ? KEY_PREFIX : COUNTER_PREFIX);
          keyDigits.add(out.size());
          write(out, "0".repeat(KEY_DIGITS) + "\r\n");
        }
        case "__value__" -> {
          write(out, "$" + valueBytes + "\r\n");
          for (int i = 0; i < valueBytes; i++) {
            // Letters only, at random: what compresses well would flatter a snapshot.
            out.write('a' + random.nextInt(26));
          }
          write(out, "\r\n");
        }
        default -> write(out, "$" + word.length() + "\r\n" + word + "\r\n");
      }
    }
    return new Encoded(out.toByteArray(), keyDigits.stream().mapToInt(Integer::intValue).toArray());
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
