package dev.redwing.bench;

import java.io.IOException;
import java.util.SplittableRandom;

/**
 * Collections to fill a server with, at {@code key:000000000000} and on. Elements are numbered from
 * 0, each collection's {@code stride} further, and come in a random order: what comes in order may
 * be packed better or worse than real data.
 */
record Collections(CollectionType type, int count, int elements, int valueBytes, long stride) {
  static final String KEY_PREFIX = "key:";

  /** The key of the first. */
  static final String FIRST_KEY = KEY_PREFIX + "000000000000";

  private static final int ELEMENTS_A_COMMAND = 100;
  private static final int BATCH = 20;

  static Collections one(CollectionType type, int elements, int valueBytes) {
    return new Collections(type, 1, elements, valueBytes, elements);
  }

  static Collections many(CollectionType type, int count, int elements) {
    return new Collections(type, count, elements, Pipe.NUMBERED_BYTES, elements);
  }

  void fill(Target target) throws IOException {
    int[] order = shuffled(elements);
    try (Pipe pipe = Pipe.open(target, BATCH)) {
      for (int key = 0; key < count; key++) {
        for (int from = 0; from < elements; from += ELEMENTS_A_COMMAND) {
          int size = Math.min(ELEMENTS_A_COMMAND, elements - from);
          pipe.command(2 + size * type.words()).word(type.command()).numbered(KEY_PREFIX, key);
          for (int i = from; i < from + size; i++) {
            type.write(pipe, key * stride + order[i], valueBytes);
          }
        }
      }
    }
  }

  /** The numbers below {@code count} in a random order, the same each time. */
  static int[] shuffled(int count) {
    SplittableRandom random = new SplittableRandom(count);
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      int other = random.nextInt(i + 1);
      numbers[i] = numbers[other];
      numbers[other] = i;
    }
    return numbers;
  }
}
