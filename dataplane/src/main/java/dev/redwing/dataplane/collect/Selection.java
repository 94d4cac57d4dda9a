package dev.redwing.dataplane.collect;

import dev.redwing.dataplane.env.RandomSource;

/**
 * Picks so many of so many at random while going through them once, each subset being as likely.
 * Source: Knuth, The Art of Computer Programming, volume 2, 3.4.2, algorithm S.
 */
public final class Selection {
  private final RandomSource random;
  private long left;
  private long wanted;

  /** Picks {@code wanted} of {@code total}, or all if there are fewer. */
  public Selection(long total, long wanted, RandomSource random) {
    this.random = random;
    this.left = total;
    this.wanted = wanted;
  }

  /** Whether the next one is picked. */
  public boolean takesNext() {
    boolean takes = wanted > 0 && random.nextLong(Math.max(1, left)) < wanted;
    left--;
    if (takes) {
      wanted--;
    }
    return takes;
  }
}
