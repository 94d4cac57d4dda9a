package dev.redwing.dataplane.env;

/** Where chance comes from: seeded in tests. */
public interface RandomSource {
  long nextLong();

  /** Uniform in {@code [0, bound)}; {@code bound} is positive. */
  default int nextInt(int bound) {
    return (int) nextLong(bound);
  }

  /** Uniform in {@code [0, bound)}; {@code bound} is positive. */
  default long nextLong(long bound) {
    // Multiply-shift has no bias worth a loop for the bounds met here (slots, elements, samples).
    return Math.unsignedMultiplyHigh(nextLong(), bound);
  }

  /** Uniform in {@code [0, 1)}. */
  default double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** {@code characters} hexadecimal digits, as replication ids and run ids have. */
  default String nextHex(int characters) {
    StringBuilder hex = new StringBuilder(characters);
    for (int i = 0; i < characters; i++) {
      hex.append(Character.forDigit(nextInt(16), 16));
    }
    return hex.toString();
  }
}
