package dev.redwing.dataplane.env;

import java.security.SecureRandom;

/** SplitMix64: eight bytes of state, good enough for sampling and ids, repeatable from its seed. */
public final class SplitMixRandom implements RandomSource {
  private static final long GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  public SplitMixRandom(long seed) {
    state = seed;
  }

  /** Seeded by the operating system. */
  public static SplitMixRandom fromSystem() {
    return new SplitMixRandom(new SecureRandom().nextLong());
  }

  @Override
  public long nextLong() {
    state += GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
