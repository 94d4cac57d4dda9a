package dev.redwing.dataplane.differential;

import static dev.redwing.dataplane.differential.Grammar.all;
import static dev.redwing.dataplane.differential.Grammar.either;
import static dev.redwing.dataplane.differential.Grammar.floating;
import static dev.redwing.dataplane.differential.Grammar.integer;
import static dev.redwing.dataplane.differential.Grammar.literal;
import static dev.redwing.dataplane.differential.Grammar.many;
import static dev.redwing.dataplane.differential.Grammar.options;
import static dev.redwing.dataplane.differential.Grammar.time;
import static dev.redwing.dataplane.differential.Grammar.value;
import static dev.redwing.dataplane.differential.Grammar.word;
import static dev.redwing.dataplane.differential.Row.row;

import java.util.List;

/** Strings. */
final class StringRows {
  /** A value no longer than 100,000 bytes, or one that would be longer than allowed. */
  private static final Grammar OFFSET =
      word(
          draw ->
              draw.percent(70)
                  ? Integer.toString(draw.below(100))
                  : draw.from(
                      List.of(
                          "0",
                          "-1",
                          "43",
                          "44",
                          "45",
                          "5000",
                          "100000",
                          "536870912",
                          "536870911000",
                          "9223372036854775807",
                          "-9223372036854775808",
                          "x",
                          "1.5",
                          "")));

  private StringRows() {}

  private static Grammar key() {
    return Grammar.key(Kind.STRING);
  }

  private static Grammar relativeTime() {
    return either(all(literal("ex"), time(Draw::seconds)), all(literal("px"), time(Draw::millis)));
  }

  /** Valkey 8 deletes at once what SET gives a past time; Redis keeps it until it is met. */
  private static Grammar futureTime() {
    return either(
        all(literal("exat"), time(Draw::futureSeconds)),
        all(literal("pxat"), time(Draw::futureMillis)));
  }

  private static Grammar absoluteTime() {
    return either(
        all(literal("exat"), time(Draw::unixSeconds)),
        all(literal("pxat"), time(Draw::unixMillis)));
  }

  static List<Row> rows() {
    return List.of(
        row("get", key()).often(),
        row(
                "set",
                key(),
                value(),
                options(
                    either(literal("nx"), literal("xx")),
                    literal("get"),
                    literal("keepttl"),
                    relativeTime(),
                    futureTime()))
            .often()
            .withTime(),
        row("setnx", key(), value()),
        row("setex", key(), time(Draw::seconds), value()).withTime(),
        row("psetex", key(), time(Draw::millis), value()).withTime(),
        row("getex", key(), options(literal("persist"), relativeTime(), absoluteTime()))
            .often()
            .withTime(),
        row("getdel", key()),
        row("getset", key(), value()),
        row("incr", key()),
        row("decr", key()),
        row("incrby", key(), integer()),
        row("decrby", key(), integer()),
        row("incrbyfloat", key(), floating()).often(),
        row("strlen", key()),
        row("append", key(), value()),
        row("setrange", key(), OFFSET, value()),
        row("getrange", key(), integer(), integer()),
        row("substr", key(), integer(), integer()),
        row(
            "lcs",
            key(),
            key(),
            options(
                literal("len"),
                literal("idx"),
                literal("withmatchlen"),
                all(literal("minmatchlen"), integer()))),
        row("mget", many(1, 5, key())),
        row("mset", many(1, 4, all(key(), value()))),
        row("msetnx", many(1, 2, all(key(), value()))));
  }
}
