package dev.redwing.dataplane.commands.zset;

/** What becomes of the scores that a member has in several sets. */
enum Aggregate {
  SUM,
  MIN,
  MAX;

  /** A set's score times its weight; infinity times nothing is nothing, as in Redis. */
  static double weighted(double score, double weight) {
    double product = score * weight;
    return Double.isNaN(product) ? 0 : product;
  }

  /** Of infinity and its opposite the sum is 0, as in Redis; what is no number is no minimum. */
  double of(double score, double another) {
    return switch (this) {
      case SUM -> Double.isNaN(score + another) ? 0 : score + another;
      // Not Math.min, for which -0.0 is less than 0.0.
      case MIN -> another < score ? another : score;
      case MAX -> another > score ? another : score;
    };
  }
}
