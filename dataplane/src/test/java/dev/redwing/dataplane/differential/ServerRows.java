package dev.redwing.dataplane.differential;

import static dev.redwing.dataplane.differential.Grammar.all;
import static dev.redwing.dataplane.differential.Grammar.database;
import static dev.redwing.dataplane.differential.Grammar.either;
import static dev.redwing.dataplane.differential.Grammar.integer;
import static dev.redwing.dataplane.differential.Grammar.key;
import static dev.redwing.dataplane.differential.Grammar.literal;
import static dev.redwing.dataplane.differential.Grammar.many;
import static dev.redwing.dataplane.differential.Grammar.maybe;
import static dev.redwing.dataplane.differential.Grammar.none;
import static dev.redwing.dataplane.differential.Grammar.value;
import static dev.redwing.dataplane.differential.Grammar.word;
import static dev.redwing.dataplane.differential.Row.row;

import java.util.List;

/** Connections, transactions, and the server as a whole. */
final class ServerRows {
  private ServerRows() {}

  static List<Row> connection() {
    return List.of(
        row("ping", maybe(value())).seldom(),
        row("echo", value()).seldom(),
        row("select", database()).often(),
        row("reset").rarely(),
        row(
                "hello",
                either(
                    literal("2"),
                    literal("3"),
                    all(literal("3"), literal("setname"), word(draw -> draw.letters(3))),
                    all(integer(), maybe(value()))))
            .seldom(),
        row("client|getname").seldom(),
        row("client|setname", either(value(), word(draw -> draw.letters(5)))).seldom(),
        row("client|setinfo", either(literal("lib-name"), literal("lib-ver"), value()), value())
            .rarely(),
        row("client|no-evict", either(literal("on"), literal("off"), value())).rarely(),
        row("client|no-touch", either(literal("on"), literal("off"), value())).rarely(),
        row("client|reply", literal("on")).rarely(),
        row("client|unblock", integer(), either(none(), literal("error"), literal("timeout")))
            .rarely(),
        row("client|unpause").rarely(),
        row("client|help").rarely());
  }

  static List<Row> transactions() {
    return List.of(
        row("multi").often(),
        row("exec").seldom(),
        row("discard").seldom(),
        row("watch", many(1, 3, key())),
        row("unwatch").seldom());
  }

  static List<Row> server() {
    return List.of(
        row("dbsize"),
        row("swapdb", database(), database()).seldom(),
        row("flushdb", either(none(), literal("async"), literal("sync"), value())).rarely(),
        row("flushall", either(none(), literal("async"), literal("sync"), value())).rarely(),
        row("memory|usage", key(), maybe(all(literal("samples"), integer()))).seldom(),
        row("memory|help").rarely(),
        row("config|get", many(1, 2, word(ServerRows::directive))).seldom(),
        row("config|help").rarely(),
        row("slowlog|help").rarely(),
        row("latency|help").rarely(),
        row("command|help").rarely(),
        row("time").rarely(),
        row("wait", word(draw -> draw.from(List.of("0", "-1", "x"))), integer()).rarely(),
        row(
                "debug",
                either(
                    all(literal("protocol"), word(ServerRows::protocolType)),
                    all(literal("error"), word(draw -> draw.letters(8))),
                    all(literal("sleep"), literal("0"))))
            .seldom());
  }

  private static String directive(Draw draw) {
    return draw.from(
        List.of("maxmemory", "MAXMEMORY-POLICY", "databases", "lfu-*", "save", "nosuch", "", "hz"));
  }

  private static String protocolType(Draw draw) {
    return draw.from(
        List.of(
            "string",
            "integer",
            "double",
            "null",
            "array",
            "set",
            "map",
            "bignum",
            "true",
            "false",
            "verbatim",
            "nosuch"));
  }
}
