package dev.redwing.dataplane.differential;

import java.util.List;
import java.util.function.Function;

/**
 * What is to be known of one command besides its entry in the table.
 *
 * @param name as in the table, {@code config|get} for a subcommand
 * @param weight how often it is drawn, compared with others
 * @param timed whether a number among its words may be a time: then no small number is put into
 *     another one's place, since it would matter when exactly the command runs
 * @param before the commands that come right before this one, from its words ({@link Probes})
 * @param after those right behind it
 */
record Row(
    String name,
    int weight,
    boolean timed,
    Grammar grammar,
    Function<List<String>, List<List<String>>> before,
    Function<List<String>, List<List<String>>> after) {
  static final int USUAL = 20;

  static Row row(String name, Grammar... parts) {
    return new Row(name, USUAL, false, Grammar.all(parts), words -> List.of(), words -> List.of());
  }

  Row often() {
    return weighing(3 * USUAL);
  }

  Row seldom() {
    return weighing(USUAL / 5);
  }

  Row rarely() {
    return weighing(1);
  }

  private Row weighing(int other) {
    return new Row(name, other, timed, grammar, before, after);
  }

  Row withTime() {
    return new Row(name, weight, true, grammar, before, after);
  }

  Row behind(Function<List<String>, List<List<String>>> probes) {
    return new Row(name, weight, timed, grammar, probes, after);
  }

  Row followedBy(Function<List<String>, List<List<String>>> probes) {
    return new Row(name, weight, timed, grammar, before, probes);
  }
}
