package dev.redwing.dataplane.differential;

import static dev.redwing.dataplane.differential.Grammar.all;
import static dev.redwing.dataplane.differential.Grammar.either;
import static dev.redwing.dataplane.differential.Grammar.key;
import static dev.redwing.dataplane.differential.Grammar.literal;
import static dev.redwing.dataplane.differential.Grammar.many;
import static dev.redwing.dataplane.differential.Grammar.options;
import static dev.redwing.dataplane.differential.Grammar.word;
import static dev.redwing.dataplane.differential.Row.row;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** SORT and SORT_RO: lists and sets, by themselves or by other keys. */
final class SortRows {
  private static final Grammar SOURCE =
      either(key(Kind.LIST), key(Kind.LIST), key(Kind.SET), key(Kind.LIST));

  private static final Grammar PATTERN =
      word(
          draw ->
              draw.from(
                  List.of(
                      "*", "key:*", "h:*->1", "h:*->a", "*:1->f1", "nosort", "#", "", "*->",
                      "h:*->\0", "**", "key:*\0", "->*", "s:*", "*->*")));

  private static final Grammar BOUND =
      word(
          draw ->
              draw.percent(85)
                  ? Integer.toString(draw.below(10) - 2)
                  : draw.percent(50) ? draw.integer() : draw.noNumber());

  private SortRows() {}

  static List<Row> rows() {
    return List.of(
        row("sort", SOURCE, chosen(options(all(literal("store"), key(Kind.LIST)))))
            .often()
            .behind(Probes::typeAndEncoding),
        row("sort_ro", SOURCE, chosen(Grammar.none())).behind(Probes::typeAndEncoding));
  }

  private static Grammar chosen(Grammar more) {
    return all(
        options(literal("alpha"), literal("alpha"), literal("alpha")),
        options(
            all(literal("by"), PATTERN),
            many(1, 3, all(literal("get"), PATTERN)),
            all(literal("limit"), BOUND, BOUND),
            either(literal("asc"), literal("desc"))),
        more);
  }

  /**
   * Whether other keys are looked up for some elements of a set, which are any: keys that have
   * expired among them are deleted.
   */
  static boolean looksUpAny(List<String> words) {
    return patterns(words, "by").stream().anyMatch(pattern -> !pattern.contains("*"))
        && patterns(words, "get").stream().anyMatch(pattern -> pattern.contains("*"))
        && words.stream().anyMatch("limit"::equalsIgnoreCase);
  }

  private static List<String> patterns(List<String> words, String option) {
    return IntStream.range(2, words.size() - 1)
        .filter(i -> words.get(i).equalsIgnoreCase(option))
        .mapToObj(i -> words.get(i + 1))
        .toList();
  }

  /**
   * Whether texts of other keys decide on the order and not all of them are shown in it: those that
   * weigh the same stand as the server's way of sorting, or a set, has them.
   */
  static boolean leavesOrderOpen(List<String> words) {
    boolean alphabetic = false;
    boolean by = false;
    boolean partly = false;
    for (int i = 2; i < words.size(); i++) {
      switch (words.get(i).toLowerCase(Locale.ROOT)) {
        case "alpha" -> alphabetic = true;
        case "by" -> by = by || (i + 1 < words.size() && words.get(i + 1).contains("*"));
        case "limit", "store" -> partly = true;
        default -> {}
      }
    }
    return alphabetic && by && partly;
  }
}
