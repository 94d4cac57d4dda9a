package dev.redwing.bench;

import java.io.IOException;
import java.util.SplittableRandom;

/** Sets {@code key:000000000000 … } in order, each exactly once, so that a size is a size. */
final class Filler {
  private Filler() {}

  private static final int BREATHLESS = Integer.MAX_VALUE;

  static void fill(Target target, int keys, int valueBytes, int batch) throws IOException {
    fill(target, keys, valueBytes, batch, BREATHLESS);
  }

  /** The same with a millisecond's rest after each {@code burst} keys. */
  static void fill(Target target, int keys, int valueBytes, int batch, int burst)
      throws IOException {
    SplittableRandom random = new SplittableRandom(keys);
    byte[] value = new byte[valueBytes];
    try (Pipe pipe = Pipe.open(target, batch)) {
      for (int key = 0; key < keys; key++) {
        for (int at = 0; at < valueBytes; at++) {
          value[at] = (byte) ('a' + random.nextInt(26));
        }
        pipe.command(3).word("SET").numbered(Collections.KEY_PREFIX, key).word(value);
        if (key % burst == burst - 1) {
          Target.pause(1);
        }
      }
    }
  }

  /**
   * Counters {@code num:000000000000 …} that begin at 1, so that INCR changes them and makes none.
   */
  static void counters(Target target, int counters, int batch) throws IOException {
    try (Pipe pipe = Pipe.open(target, batch)) {
      for (int counter = 0; counter < counters; counter++) {
        pipe.command(2).word("INCR").numbered("num:", counter);
      }
    }
  }
}
