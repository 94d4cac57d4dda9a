package dev.redwing.dataplane.differential;

import static dev.redwing.dataplane.differential.Grammar.all;
import static dev.redwing.dataplane.differential.Grammar.either;
import static dev.redwing.dataplane.differential.Grammar.floating;
import static dev.redwing.dataplane.differential.Grammar.integer;
import static dev.redwing.dataplane.differential.Grammar.key;
import static dev.redwing.dataplane.differential.Grammar.literal;
import static dev.redwing.dataplane.differential.Grammar.many;
import static dev.redwing.dataplane.differential.Grammar.member;
import static dev.redwing.dataplane.differential.Grammar.options;
import static dev.redwing.dataplane.differential.Grammar.wholeScan;
import static dev.redwing.dataplane.differential.Grammar.word;
import static dev.redwing.dataplane.differential.Row.row;

import java.util.List;

/** Hashes. */
final class HashRows {
  private static final Grammar HASH = key(Kind.HASH);

  /** Fields with values, or now and then a field without. */
  private static final Grammar PAIRS =
      (draw, into) -> {
        for (String field : Members.some(draw)) {
          into.add(field);
          into.add(Members.one(draw));
        }
        if (draw.percent(3)) {
          into.add(Members.one(draw));
        }
      };

  private HashRows() {}

  static List<Row> rows() {
    return List.of(
        row("hset", HASH, PAIRS).often(),
        row("hmset", HASH, PAIRS),
        row("hsetnx", HASH, member(), member()),
        row("hget", HASH, member()),
        row("hmget", HASH, many(1, 5, member())),
        row("hgetall", HASH).behind(Probes::encoding),
        row("hkeys", HASH).behind(Probes::encoding),
        row("hvals", HASH).behind(Probes::encoding),
        row("hlen", HASH),
        row("hstrlen", HASH, member()),
        row("hexists", HASH, member()),
        row("hdel", HASH, Grammar.members()).often(),
        row("hincrby", HASH, member(), integer()),
        row("hincrbyfloat", HASH, member(), floating()),
        row(
                "hrandfield",
                HASH,
                either(
                    Grammar.none(),
                    word(Members::count),
                    all(word(Members::count), literal("withvalues"))))
            .behind(Probes::fields),
        row("hscan", HASH, wholeScan(), options(all(literal("match"), word(Draw::pattern))))
            .behind(Probes::encoding));
  }
}
