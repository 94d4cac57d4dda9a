package dev.redwing.dataplane.type.zset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/** What a sorted set should hold, and what its operations should tell. */
final class ZsetModel {
  /** A member with its score; equal to another only if zeros have the same sign. */
  record Element(String member, double score) {
    // Compared as numbers: 0.0 and -0.0 are the same place.
    static final Comparator<Element> ORDER =
        (a, b) -> a.score < b.score ? -1 : a.score > b.score ? 1 : a.member.compareTo(b.member);
  }

  record Outcome(Change change, double score) {}

  private final Map<String, Double> scores;

  ZsetModel(Map<String, Double> scores) {
    this.scores = new HashMap<>(scores);
  }

  ZsetModel copy() {
    return new ZsetModel(scores);
  }

  Map<String, Double> scores() {
    return scores;
  }

  int size() {
    return scores.size();
  }

  List<Element> ranked() {
    List<Element> ranked = new ArrayList<>();
    scores.forEach((member, score) -> ranked.add(new Element(member, score)));
    ranked.sort(Element.ORDER);
    return ranked;
  }

  /** Ranks of the elements that are wanted, which lie together: the first and how many. */
  static int[] range(List<Element> ranked, Predicate<Element> wanted) {
    int first = 0;
    while (first < ranked.size() && !wanted.test(ranked.get(first))) {
      first++;
    }
    int end = first;
    while (end < ranked.size() && wanted.test(ranked.get(end))) {
      end++;
    }
    return new int[] {first, end - first};
  }

  /** What Redis's zsetAdd does; the score is what {@link ZsetType#score} should be. */
  Outcome decide(String member, double given, int flags) {
    Double present = scores.get(member);
    if (present == null) {
      return new Outcome((flags & ZsetType.XX) != 0 ? Change.REFUSED : Change.ADDED, given);
    }
    if ((flags & ZsetType.NX) != 0) {
      return new Outcome(Change.REFUSED, present);
    }
    double wanted = (flags & ZsetType.INCREMENT) != 0 ? present + given : given;
    if (Double.isNaN(wanted)) {
      return new Outcome(Change.NOT_A_NUMBER, present);
    }
    boolean greater = wanted > present;
    boolean less = wanted < present;
    if (((flags & ZsetType.GT) != 0 && !greater) || ((flags & ZsetType.LT) != 0 && !less)) {
      return new Outcome(Change.REFUSED, present);
    }
    return greater || less
        ? new Outcome(Change.UPDATED, wanted)
        : new Outcome(Change.SAME, present);
  }

  /** A score out of about so many; all are equal for 0. */
  static double score(Random random, int scores) {
    if (scores == 0) {
      return 7;
    }
    return switch (random.nextInt(scores + 4)) {
      case 0 -> Double.NEGATIVE_INFINITY;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> random.nextBoolean() ? 0.0 : -0.0;
      case 3 -> random.nextDouble() * 1e6;
      default -> (random.nextInt(scores) - scores / 2) / 4.0;
    };
  }
}
