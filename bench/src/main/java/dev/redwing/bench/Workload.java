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
 * <p>In {@code words}, {@code __number__} at a word's end stands for twelve digits drawn from the
 * key space, {@code __value__} for a value of {@code valueBytes} random bytes fixed per workload.
 */
record Workload(String name, List<String> words, int valueBytes) {
  private static final String NUMBER = "__number__";
  private static final String VALUE = "__value__";
  private static final int DIGITS = 12;

  Workload {
    words = List.copyOf(words);
  }

  static Workload of(String name, int valueBytes, String... words) {
    return new Workload(name, List.of(words), valueBytes);
  }

  /** The encoded command and where in it the digits of each random number begin. */
  static final class Encoded {
    private final byte[] bytes;
    private final int[] digits;

    private Encoded(byte[] bytes, int[] digits) {
      this.bytes = bytes;
      this.digits = digits;
    }

    int size() {
      return bytes.length;
    }

    void writeTo(ByteBuffer buffer) {
      buffer.put(bytes);
    }

    /** Writes fresh random numbers below {@code keySpace} into the copy at {@code offset}. */
    void patch(ByteBuffer buffer, int offset, RandomGenerator random, int keySpace) {
      for (int position : digits) {
        Pipe.putDigits(buffer, offset + position, DIGITS, random.nextInt(keySpace));
      }
    }
  }

  Encoded encode(RandomGenerator random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Integer> digits = new ArrayList<>();
    write(out, "*" + words.size() + "\r\n");
    for (String word : words) {
      if (word.endsWith(NUMBER)) {
        String prefix = word.substring(0, word.length() - NUMBER.length());
        write(out, "$" + (prefix.length() + DIGITS) + "\r\n" + prefix);
        digits.add(out.size());
        write(out, "0".repeat(DIGITS) + "\r\n");
      } else if (word.equals(VALUE)) {
        write(out, "$" + valueBytes + "\r\n");
        for (int i = 0; i < valueBytes; i++) {
          // Letters only, at random: what compresses well would flatter a snapshot.
          out.write('a' + random.nextInt(26));
        }
        write(out, "\r\n");
      } else {
        write(out, "$" + word.length() + "\r\n" + word + "\r\n");
      }
    }
    return new Encoded(out.toByteArray(), digits.stream().mapToInt(Integer::intValue).toArray());
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
