package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.getByte;
import static dev.redwing.dataplane.memory.NativeMemory.getInt;
import static dev.redwing.dataplane.memory.NativeMemory.getLong;

import dev.redwing.dataplane.env.SplitMixRandom;

/**
 * 64-bit hash of a byte range in native memory, seeded at random in each process so that nobody can
 * prepare keys that collide.
 *
 * <p>Idea: the family of multiply-and-fold hashes (wyhash): 16 bytes a step, the 128-bit product of
 * two secret-masked words folded to 64 bits, and one more fold at the end. A Dict takes the top
 * bits as its directory's index and the next ones as positions and tags, so all of them must be
 * good: HashingTest measures that.
 */
public final class Hashing {
  /** Fixes the seed, to repeat a run. */
  public static final String SEED_PROPERTY = "redwing.hash.seed";

  private static final long SEED;
  private static final long SECRET_A;
  private static final long SECRET_B;

  static {
    Long fixed = Long.getLong(SEED_PROPERTY);
    long seed = fixed != null ? fixed : SplitMixRandom.fromSystem().nextLong();
    SEED = scramble(seed);
    SECRET_A = scramble(seed + 1) | 1;
    SECRET_B = scramble(seed + 2) | 1;
  }

  private Hashing() {}

  private static long scramble(long value) {
    long mixed = value * 0x9e3779b97f4a7c15L + 0xd1b54a32d192ed03L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 29)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 32);
  }

  private static long fold(long a, long b) {
    return (a * b) ^ Math.unsignedMultiplyHigh(a, b);
  }

  public static long hash(long address, int length) {
    long seed = SEED;
    long first;
    long second;
    if (length <= 16) {
      if (length >= 8) {
        first = getLong(address);
        second = getLong(address + length - 8);
      } else if (length >= 4) {
        first = getInt(address) & 0xffffffffL;
        second = getInt(address + length - 4) & 0xffffffffL;
      } else if (length > 0) {
        first =
            ((long) (getByte(address) & 0xff) << 16)
                | ((getByte(address + (length >>> 1)) & 0xff) << 8)
                | (getByte(address + length - 1) & 0xff);
        second = 0;
      } else {
        first = 0;
        second = 0;
      }
    } else {
      long from = address;
      long lastStep = address + length - 16;
      while (from < lastStep) {
        seed = fold(getLong(from) ^ SECRET_A, getLong(from + 8) ^ seed);
        from += 16;
      }
      first = getLong(lastStep);
      second = getLong(lastStep + 8);
    }
    return fold(SECRET_B ^ length, fold(first ^ SECRET_A, second ^ seed));
  }
}
