package dev.redwing.dataplane.differential;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a failing script short: leaves out what it fails without, large pieces first. */
final class Shrinker {
  private static final int MAX_RUNS = 600;
  private static final Duration MAX_TIME = Duration.ofSeconds(30);

  private Shrinker() {}

  static List<Step> shrink(List<Step> script, Predicate<List<Step>> fails) {
    List<Step> shortest = script;
    long deadline = System.nanoTime() + MAX_TIME.toNanos();
    int runs = 0;
    int piece = shortest.size() / 2;
    while (piece > 0) {
      boolean shorter = false;
      for (int begin = 0; begin < shortest.size() && shortest.size() > 1; ) {
        if (runs++ > MAX_RUNS || System.nanoTime() > deadline) {
          return shortest;
        }
        List<Step> rest = new ArrayList<>(shortest.subList(0, begin));
        rest.addAll(shortest.subList(Math.min(shortest.size(), begin + piece), shortest.size()));
        if (!rest.isEmpty() && fails.test(rest)) {
          shortest = rest;
          shorter = true;
        } else {
          begin += piece;
        }
      }
      piece = shorter && piece == 1 ? 1 : piece / 2;
    }
    return shortest;
  }
}
