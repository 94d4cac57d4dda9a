package dev.redwing.dataplane.differential;

import static dev.redwing.dataplane.differential.Grammar.all;
import static dev.redwing.dataplane.differential.Grammar.either;
import static dev.redwing.dataplane.differential.Grammar.key;
import static dev.redwing.dataplane.differential.Grammar.literal;
import static dev.redwing.dataplane.differential.Grammar.many;
import static dev.redwing.dataplane.differential.Grammar.maybe;
import static dev.redwing.dataplane.differential.Grammar.member;
import static dev.redwing.dataplane.differential.Grammar.members;
import static dev.redwing.dataplane.differential.Grammar.none;
import static dev.redwing.dataplane.differential.Grammar.options;
import static dev.redwing.dataplane.differential.Grammar.wholeScan;
import static dev.redwing.dataplane.differential.Grammar.word;
import static dev.redwing.dataplane.differential.Row.row;

import java.util.List;

/** Sorted sets. Ranges of bytes are asked for where all scores are 0 ({@link Probes#flat}). */
final class SortedSetRows {
  private static final Grammar ZSET = key(Kind.ZSET);

  /** What may be united and the like. */
  private static final Grammar OPERAND = either(ZSET, ZSET, ZSET, key(Kind.SET));

  private static final Grammar SCORE = word(SortedSetRows::score);

  /** Scores with members, or now and then a score without. */
  private static final Grammar PAIRS =
      (draw, into) -> {
        for (String member : Members.some(draw)) {
          into.add(score(draw));
          into.add(member);
        }
        if (draw.percent(3)) {
          into.add(score(draw));
        }
      };

  private static final Grammar CONDITIONS =
      options(
          literal("nx"),
          literal("xx"),
          literal("gt"),
          literal("lt"),
          literal("ch"),
          either(literal("xx"), literal("gt")));

  private static final Grammar RANK =
      word(
          draw ->
              draw.percent(80)
                  ? Integer.toString(draw.below(16) - 8)
                  : draw.percent(80) ? draw.integer() : draw.noNumber());

  private static final Grammar SCORE_BOUND =
      word(
          draw ->
              (draw.percent(25) ? "(" : "")
                  + (draw.percent(30)
                      ? draw.from(List.of("-inf", "+inf", "inf", "-Infinity", "1e400", "-1e400"))
                      : draw.percent(97) ? score(draw) : draw.from(List.of("", "(", "\t1", "1 "))));

  private static final Grammar BYTES_BOUND =
      word(
          draw ->
              switch (draw.below(20)) {
                case 0, 1, 2, 3, 4 -> draw.from(List.of("-", "+"));
                case 5 -> draw.from(List.of("", "a", "-a", "+\0", "-\0a", "[", "(", "\0"));
                default -> (draw.percent(50) ? "[" : "(") + Members.one(draw);
              });

  private static final Grammar LIMIT =
      all(
          literal("limit"),
          word(draw -> draw.percent(90) ? Integer.toString(draw.below(6)) : bound(draw)),
          word(draw -> draw.percent(85) ? Integer.toString(draw.below(8) - 1) : bound(draw)));

  private static final Grammar WITH_SCORES = literal("withscores");
  private static final Grammar REVERSED = literal("rev");

  private SortedSetRows() {}

  private static String bound(Draw draw) {
    return draw.percent(60) ? draw.integer() : draw.noNumber();
  }

  /** Few different ones, so that members share them; zeros of either sign and infinities. */
  private static String score(Draw draw) {
    return switch (draw.below(20)) {
      case 0, 1, 2, 3, 4, 5, 6, 7, 8 -> Integer.toString(draw.below(10) - 2);
      case 9, 10 -> draw.from(List.of("0", "-0", "0.0", "-0.0", "1", "1.0"));
      case 11 -> draw.from(List.of("inf", "-inf", "+inf", "Infinity", "-INF"));
      case 12, 13, 14 -> draw.below(100) / 10.0 + "";
      case 15 -> draw.integer();
      case 16 -> draw.percent(80) ? draw.floating() : draw.noNumber();
      default -> draw.floating();
    };
  }

  static List<Row> rows() {
    return List.of(
        row("zadd", ZSET, maybe(CONDITIONS), PAIRS).often(),
        row("zincrby", ZSET, SCORE, member()),
        row("zrem", ZSET, members()).often(),
        row("zcard", ZSET),
        row("zscore", ZSET, member()),
        row("zmscore", ZSET, many(1, 5, member())),
        row("zrank", ZSET, member(), maybe(literal("withscore"))),
        row("zrevrank", ZSET, member(), maybe(literal("withscore"))),
        row("zcount", ZSET, SCORE_BOUND, SCORE_BOUND),
        row("zlexcount", ZSET, BYTES_BOUND, BYTES_BOUND).behind(words -> Probes.flat(words, 1)),
        row("zrange", ZSET, either(byRank(), byScore(), byBytes()))
            .often()
            .behind(words -> Probes.flatIfByBytes(words, 1)),
        row("zrevrange", ZSET, RANK, RANK, maybe(WITH_SCORES)),
        row("zrangebyscore", ZSET, SCORE_BOUND, SCORE_BOUND, options(LIMIT, WITH_SCORES)),
        row("zrevrangebyscore", ZSET, SCORE_BOUND, SCORE_BOUND, options(LIMIT, WITH_SCORES)),
        row("zrangebylex", ZSET, BYTES_BOUND, BYTES_BOUND, maybe(LIMIT))
            .behind(words -> Probes.flat(words, 1)),
        row("zrevrangebylex", ZSET, BYTES_BOUND, BYTES_BOUND, maybe(LIMIT))
            .behind(words -> Probes.flat(words, 1)),
        row("zrangestore", ZSET, ZSET, either(byRank(), byScore(), byBytes()))
            .behind(words -> Probes.flatIfByBytes(words, 2)),
        row("zremrangebyrank", ZSET, RANK, RANK),
        row("zremrangebyscore", ZSET, SCORE_BOUND, SCORE_BOUND).seldom(),
        row("zremrangebylex", ZSET, BYTES_BOUND, BYTES_BOUND)
            .seldom()
            .behind(words -> Probes.flat(words, 1)),
        row("zpopmin", ZSET, maybe(word(Members::count))),
        row("zpopmax", ZSET, maybe(word(Members::count))),
        row(
            "zmpop",
            Grammar.counted(1, 3, ZSET),
            either(literal("min"), literal("max")),
            options(all(literal("count"), word(Members::count)))),
        row(
                "zrandmember",
                ZSET,
                either(none(), word(Members::count), all(word(Members::count), WITH_SCORES)))
            .behind(Probes::ranked),
        row("zscan", ZSET, wholeScan(), options(all(literal("match"), word(Draw::pattern))))
            .behind(Probes::encoding),
        row("zunion", operands(true, WITH_SCORES)),
        row("zinter", operands(true, WITH_SCORES)),
        row("zdiff", operands(false, WITH_SCORES)),
        row("zintercard", operands(false, all(literal("limit"), word(SortedSetRows::bound)))),
        row("zunionstore", ZSET, operands(true, none())),
        row("zinterstore", ZSET, operands(true, none())),
        row("zdiffstore", ZSET, operands(false, none())));
  }

  private static Grammar byRank() {
    return all(RANK, RANK, options(REVERSED, WITH_SCORES));
  }

  private static Grammar byScore() {
    return all(SCORE_BOUND, SCORE_BOUND, literal("byscore"), options(REVERSED, LIMIT, WITH_SCORES));
  }

  private static Grammar byBytes() {
    return all(BYTES_BOUND, BYTES_BOUND, literal("bylex"), options(REVERSED, LIMIT));
  }

  /** Sets with as many weights, if it is to be weighed. */
  private static Grammar operands(boolean weighed, Grammar option) {
    return (draw, into) -> {
      int count = 1 + draw.below(3);
      into.add(draw.percent(95) ? Integer.toString(count) : bound(draw));
      for (int i = 0; i < count; i++) {
        OPERAND.words(draw, into);
      }
      if (weighed && draw.percent(40)) {
        into.add(draw.anyCase("weights"));
        for (int i = draw.percent(95) ? count : draw.below(4); i > 0; i--) {
          SCORE.words(draw, into);
        }
      }
      if (weighed && draw.percent(40)) {
        into.add(draw.anyCase("aggregate"));
        into.add(draw.anyCase(draw.from(List.of("sum", "min", "max", "max", "min", "average"))));
      }
      if (draw.percent(50)) {
        option.words(draw, into);
      }
    };
  }
}
