package dev.redwing.dataplane.differential;

import static dev.redwing.dataplane.differential.Grammar.all;
import static dev.redwing.dataplane.differential.Grammar.database;
import static dev.redwing.dataplane.differential.Grammar.either;
import static dev.redwing.dataplane.differential.Grammar.key;
import static dev.redwing.dataplane.differential.Grammar.literal;
import static dev.redwing.dataplane.differential.Grammar.many;
import static dev.redwing.dataplane.differential.Grammar.none;
import static dev.redwing.dataplane.differential.Grammar.options;
import static dev.redwing.dataplane.differential.Grammar.time;
import static dev.redwing.dataplane.differential.Grammar.word;
import static dev.redwing.dataplane.differential.Row.row;

import java.util.List;
import java.util.function.Function;

/** Keys, and what is done with whole values. */
final class GenericRows {
  private GenericRows() {}

  static List<Row> rows() {
    return List.of(
        row("del", many(1, 3, key())),
        row("unlink", many(1, 3, key())),
        row("exists", many(1, 4, key())),
        row("touch", many(1, 3, key())),
        row("type", key()),
        row("rename", key(), key()),
        row("renamenx", key(), key()),
        row("move", key(), database()),
        row("copy", key(), key(), options(literal("replace"), all(literal("db"), database()))),
        row("keys", word(Draw::pattern)),
        row(
            "scan",
            word(draw -> draw.percent(90) ? "0" : draw.from(List.of("x", "1.5"))),
            // All keys at once: a cursor of one server means nothing to another.
            all(literal("count"), word(draw -> "1000")),
            options(
                all(literal("match"), word(Draw::pattern)),
                all(literal("type"), word(GenericRows::type)),
                all(literal("count"), word(draw -> draw.from(List.of("x", "0", "-1", "1000")))))),
        row("object|encoding", key()).often(),
        row("object|freq", key()).seldom(),
        row("object|idletime", key()).seldom(),
        row("object|refcount", key()).seldom(),
        row("object|help").rarely(),
        expire("expire", Draw::seconds),
        expire("pexpire", Draw::millis),
        expire("expireat", Draw::unixSeconds),
        expire("pexpireat", Draw::unixMillis),
        row("persist", key()),
        row("ttl", key()),
        row("pttl", key()),
        row("expiretime", key()),
        row("pexpiretime", key()),
        row("dump", key()),
        row("restore", restored()).withTime(),
        row("restore-asking", restored()).seldom().withTime());
  }

  private static Row expire(String name, Function<Draw, String> choice) {
    Grammar option = either(literal("nx"), literal("xx"), literal("gt"), literal("lt"));
    return row(name, key(), time(choice), either(none(), option, option, many(2, 3, option)))
        .withTime();
  }

  private static String type(Draw draw) {
    return draw.anyCase(draw.from(List.of("string", "hash", "set", "list")));
  }

  private static Grammar restored() {
    Grammar common =
        options(
            literal("replace"),
            literal("replace"),
            all(literal("idletime"), word(draw -> draw.from(List.of("0", "-1", "5", "x")))),
            all(literal("freq"), word(draw -> draw.from(List.of("0", "255", "256", "-1")))));
    return all(
        key(),
        either(
            all(word(draw -> "0"), word(Payloads::any), common),
            all(time(Draw::restoredMillis), word(Payloads::any), common),
            all(time(Draw::unixMillis), word(Payloads::any), literal("absttl"), common)));
  }
}
