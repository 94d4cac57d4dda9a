package dev.redwing.dataplane.differential;

/**
 * What is to be known of one command besides its entry in the table.
 *
 * @param name as in the table, {@code config|get} for a subcommand
 * @param weight how often it is drawn, compared with others
 * @param timed whether a number among its words may be a time: then no small number is put into
 *     another one's place, since it would matter when exactly the command runs
 */
record Row(String name, int weight, boolean timed, Grammar grammar) {
  static final int USUAL = 20;

  static Row row(String name, Grammar... parts) {
    return new Row(name, USUAL, false, Grammar.all(parts));
  }

  Row often() {
    return new Row(name, 3 * USUAL, timed, grammar);
  }

  Row seldom() {
    return new Row(name, USUAL / 5, timed, grammar);
  }

  Row rarely() {
    return new Row(name, 1, timed, grammar);
  }

  Row withTime() {
    return new Row(name, weight, true, grammar);
  }
}
