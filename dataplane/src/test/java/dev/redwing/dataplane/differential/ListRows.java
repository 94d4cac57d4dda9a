package dev.redwing.dataplane.differential;

import static dev.redwing.dataplane.differential.Grammar.all;
import static dev.redwing.dataplane.differential.Grammar.either;
import static dev.redwing.dataplane.differential.Grammar.integer;
import static dev.redwing.dataplane.differential.Grammar.key;
import static dev.redwing.dataplane.differential.Grammar.literal;
import static dev.redwing.dataplane.differential.Grammar.maybe;
import static dev.redwing.dataplane.differential.Grammar.member;
import static dev.redwing.dataplane.differential.Grammar.members;
import static dev.redwing.dataplane.differential.Grammar.options;
import static dev.redwing.dataplane.differential.Grammar.word;
import static dev.redwing.dataplane.differential.Row.row;

import java.util.List;

/** Lists. */
final class ListRows {
  private static final Grammar LIST = key(Kind.LIST);
  private static final Grammar END = either(literal("left"), literal("right"));

  /** Mostly one that short lists have. */
  private static final Grammar INDEX =
      word(
          draw ->
              draw.percent(75)
                  ? Integer.toString(draw.below(14) - 7)
                  : draw.percent(80) ? draw.integer() : draw.noNumber());

  private ListRows() {}

  static List<Row> rows() {
    return List.of(
        row("lpush", LIST, members()).often(),
        row("rpush", LIST, members()).often(),
        row("lpushx", LIST, members()),
        row("rpushx", LIST, members()),
        row("linsert", LIST, either(literal("before"), literal("after")), member(), member()),
        row("lset", LIST, INDEX, member()),
        row("lpop", LIST, maybe(word(Members::count))),
        row("rpop", LIST, maybe(word(Members::count))),
        row(
            "lmpop",
            Grammar.counted(1, 3, LIST),
            END,
            options(all(literal("count"), word(Members::count)))),
        row("lmove", LIST, LIST, END, END),
        row("rpoplpush", LIST, LIST),
        row("lrem", LIST, INDEX, member()),
        row("ltrim", LIST, INDEX, INDEX),
        row("llen", LIST),
        row("lindex", LIST, INDEX),
        row("lrange", LIST, INDEX, INDEX).often(),
        row(
            "lpos",
            LIST,
            member(),
            options(
                all(literal("rank"), INDEX),
                all(literal("count"), INDEX),
                all(literal("maxlen"), integer()))));
  }
}
