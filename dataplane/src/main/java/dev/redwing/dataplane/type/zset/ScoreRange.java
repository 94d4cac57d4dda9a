package dev.redwing.dataplane.type.zset;

/** From one score to another, either included or not. One object is set to one after the other. */
public final class ScoreRange {
  private double min;
  private boolean minExclusive;
  private double max;
  private boolean maxExclusive;

  /** Neither is a NaN. */
  public ScoreRange set(
      double newMin, boolean isMinExclusive, double newMax, boolean isMaxExclusive) {
    min = newMin;
    minExclusive = isMinExclusive;
    max = newMax;
    maxExclusive = isMaxExclusive;
    return this;
  }

  public double min() {
    return min;
  }

  public boolean minExclusive() {
    return minExclusive;
  }

  public double max() {
    return max;
  }

  public boolean maxExclusive() {
    return maxExclusive;
  }

  /** Whether no score at all is within it. */
  public boolean isEmpty() {
    return min > max || (min == max && (minExclusive || maxExclusive));
  }
}
