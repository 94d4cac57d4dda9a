package dev.redwing.dataplane.differential;

import static dev.redwing.dataplane.differential.Grammar.all;
import static dev.redwing.dataplane.differential.Grammar.either;
import static dev.redwing.dataplane.differential.Grammar.integer;
import static dev.redwing.dataplane.differential.Grammar.key;
import static dev.redwing.dataplane.differential.Grammar.literal;
import static dev.redwing.dataplane.differential.Grammar.many;
import static dev.redwing.dataplane.differential.Grammar.maybe;
import static dev.redwing.dataplane.differential.Grammar.member;
import static dev.redwing.dataplane.differential.Grammar.members;
import static dev.redwing.dataplane.differential.Grammar.options;
import static dev.redwing.dataplane.differential.Grammar.wholeScan;
import static dev.redwing.dataplane.differential.Grammar.word;
import static dev.redwing.dataplane.differential.Row.row;

import java.util.List;

/** Sets. */
final class SetRows {
  private static final Grammar SET = key(Kind.SET);
  private static final Grammar SETS = many(1, 4, SET);

  private SetRows() {}

  static List<Row> rows() {
    return List.of(
        row("sadd", SET, members()).often(),
        row("srem", SET, members()).often(),
        row("sismember", SET, member()),
        row("smismember", SET, many(1, 5, member())),
        row("scard", SET),
        row("smembers", SET).behind(Probes::encoding),
        row("spop", SET, either(Grammar.none(), word(Members::count)))
            .behind(Probes::members)
            .followedBy(Probes::deletion)
            .seldom(),
        row("srandmember", SET, maybe(word(Members::count))).behind(Probes::members),
        row("smove", SET, SET, member()),
        row("sscan", SET, wholeScan(), options(all(literal("match"), word(Draw::pattern))))
            .behind(Probes::encoding),
        algebra("sinter"),
        algebra("sunion"),
        algebra("sdiff"),
        stored("sinterstore"),
        stored("sunionstore"),
        stored("sdiffstore"),
        row("sintercard", Grammar.counted(1, 4, SET), options(all(literal("limit"), integer()))));
  }

  private static Row algebra(String name) {
    return row(name, SETS).behind(Probes::encodingsOfSourcesAndResult);
  }

  private static Row stored(String name) {
    return row(name, SET, SETS).behind(Probes::encodingsOfSources);
  }
}
