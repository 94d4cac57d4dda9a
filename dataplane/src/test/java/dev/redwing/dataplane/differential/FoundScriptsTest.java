package dev.redwing.dataplane.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What random scripts have found, as short as they were shrunk to. */
class FoundScriptsTest {
  private static final String VALUE =
      "\0\u00c3\t(\u0001aa\u00e0\u001b\0\u0001aa\n\0\u00cf\t/\u00aa\u00ae%\u0083\u001dx";

  /** By what was wrong with ours. */
  private static final List<List<List<String>>> SCRIPTS =
      List.of(
          // RESTORE was propagated in capitals, RESTORE-ASKING as RESTORE.
          List.of(
              List.of("restore", "a", "947737714", VALUE),
              List.of("Restore-Asking", "b", "947737714", VALUE)),
          // The first wrong option counts.
          List.of(
              List.of("RESTORE", "c", "0", VALUE, "REPLACE", "FREQ", "-1", "IDLETIME", "-1"),
              List.of("RESTORE", "c", "0", VALUE, "FREQ", "256", "NOSUCH"),
              List.of("RESTORE", "c", "0", VALUE, "IDLETIME", "-1", "FREQ", "1")),
          // A seal around nothing is intact.
          List.of(List.of("RESTORE", "c", "0", Payloads.EMPTY)),
          // DUMP compressed although rdbcompression was off.
          List.of(List.of("SET", "a", "x".repeat(100)), List.of("DUMP", "a")),
          // Integers of 64 bits are integers, if no versions of the protocol.
          List.of(List.of("HELLO", "-4311193837607585930"), List.of("HELLO", "2147483648")),
          // COMMAND GETKEYS took no command without arguments.
          List.of(
              List.of("COMMAND", "GETKEYS", "TIME"),
              List.of("COMMAND", "GETKEYS", "GET"),
              List.of("COMMAND", "GETKEYSANDFLAGS", "TIME")),
          // Seconds of the latest of all times overflowed.
          List.of(
              List.of("SET", "a", "1"),
              List.of("PEXPIREAT", "a", "9223372036854775807"),
              List.of("EXPIRETIME", "a")),
          // LCS went on where Redis refuses.
          List.of(
              List.of("SETRANGE", "a", "11599", "x"),
              List.of("LCS", "a", "a", "LEN"),
              List.of("LCS", "a", "b", "LEN")),
          // EXEC with arguments kept the watches.
          List.of(
              List.of("WATCH", "a"),
              List.of("EXEC", "x"),
              List.of("SET", "a", "1"),
              List.of("MULTI"),
              List.of("EXEC")),
          // Hexadecimal digits beyond a double's were lost.
          List.of(
              List.of("SET", "a", "0xcdddcbacdabaaaaaabcbdccddbcdadcababdadbcccd"),
              List.of("INCRBYFLOAT", "a", "0x10"),
              List.of("INCRBYFLOAT", "b", "-0x.8p1"),
              List.of("INCRBYFLOAT", "b", "0x"),
              List.of("INCRBYFLOAT", "b", "0x.p1"),
              List.of("INCRBYFLOAT", "b", "0x1p-20000"),
              List.of("INCRBYFLOAT", "b", "0x1p99999999999"),
              List.of("INCRBYFLOAT", "b", "0x0p99999999999")),
          // Errors quoted a client's word beyond a zero byte.
          List.of(List.of("SET", "a", "1"), List.of("EXPIRE", "a", "1000", "\u00e9\0x")),
          List.of(List.of("HELLO", "3", "a\0b")),
          // BY a pattern without asterisk holds although another one follows.
          List.of(
              List.of("RPUSH", "l:1", "1", "2", "3"),
              List.of("SET", "key:1", "x"),
              List.of("SORT", "l:1", "BY", "", "DESC", "BY", "key:*")),
          // CONFIG SET named the directive as the client wrote it, and took 1kb for an integer.
          List.of(
              List.of("CONFIG", "SET", "List-Max-Listpack-Size", "x"),
              List.of("CONFIG", "SET", "List-Max-Ziplist-Size", "x"),
              List.of("CONFIG", "SET", "Hz", "10", "hz", "10"),
              List.of("CONFIG", "SET", "set-max-listpack-value", "1kb")),
          // SORT took tiny numbers that strtod refuses; the last one, of which nothing is lost,
          // not.
          List.of(
              List.of("RPUSH", "l:1", "1", "5e-324"),
              List.of("RPUSH", "l:2", "1", "-2.5e-310"),
              List.of("RPUSH", "l:3", "1", "2.2250738585072014e-308", "0x1p-1074"),
              List.of("SORT", "l:3"),
              List.of("SORT", "l:1"),
              List.of("SORT", "l:2")),
          // RESTORE took an empty element for one too large for a listpack.
          List.of(
              List.of(
                  "RESTORE",
                  "a",
                  "0",
                  "\u0012\u0003\u0002\t\t\0\0\0\u0001\0\u0013\u0001\u00ff\u0001\0\u0002\t\t\0\0\0\u0001\0"
                      + "\u0013\u0001\u00ff\n\u00004\u0002K\u0091\u00d1\u0098\u0097\u0019",
                  "Replace")),
          // COMMAND GETKEYS did not know of SORT's STORE.
          List.of(List.of("COMMAND", "GETKEYSANDFLAGS", "SORT", "a", "STORE", "b", "STORE", "c")),
          // Nor of keys whose number is not written as Redis would.
          Stream.of(
                  " 1",
                  "01",
                  "+1",
                  "-1",
                  "1x",
                  "1.5",
                  "x",
                  "",
                  "0",
                  "3",
                  "4294967297",
                  "-4294967295",
                  "9223372036854775809",
                  "-9223372036854775809",
                  "\t2",
                  "\u000b2",
                  "- 1")
              .map(number -> List.of("COMMAND", "GETKEYSANDFLAGS", "SINTERCARD", number, "a", "b"))
              .toList(),
          // Where the command finds its keys itself, the one to store to comes last.
          Stream.of("zunionstore", "ZINTERSTORE", "zdiffstore")
              .flatMap(
                  name ->
                      Stream.of(" 1", "02", "2", "4294967297", "3")
                          .map(number -> List.of(name, "z:1", number, "s:1", "a")))
              .flatMap(
                  words ->
                      Stream.of("GETKEYS", "GETKEYSANDFLAGS")
                          .map(each -> listOf("COMMAND", each, words)))
              .toList(),
          // Digits that overflow to nothing were a zero.
          List.of(List.of("ZINCRBY", "z:1", "18446744073709551616", "a")),
          // Ranks far beyond both ends were a range.
          List.of(
              List.of("ZADD", "z:1", "1", "a"),
              List.of("ZREMRANGEBYRANK", "z:1", "9223372036854775807", "-7"),
              List.of("ZRANGE", "z:1", "-1", "-9223372036854775808")),
          // ZRANGESTORE took members in another order, and so another sign of zero.
          List.of(
              List.of("ZADD", "z:1", "-0", "a", "0", "x".repeat(128)),
              List.of("ZRANGESTORE", "z:2", "z:1", "1", "0", "BYSCORE", "REV"),
              List.of("ZRANGE", "z:2", "0", "-1", "WITHSCORES"),
              List.of("ZRANGESTORE", "z:2", "z:1", "0", "1", "BYSCORE"),
              List.of("ZRANGE", "z:2", "0", "-1", "WITHSCORES")),
          // The name in an error is the one that the client wrote.
          List.of(List.of("CLIENT", "SETINFO", "LIB-VER", "a b")),
          // ZRANGESTORE kept -0 of members that Redis has put into a listpack first; what other
          // commands store, and ranks, never were one.
          List.of(
              List.of("CONFIG", "SET", "zset-max-listpack-entries", "3"),
              List.of("ZADD", "z:1", "-0", "a", "-0", "b", "-0", "c", "-0", "d", "-0", "e"),
              List.of("ZRANGESTORE", "z:2", "z:1", "-", "+", "BYLEX"),
              List.of("ZRANGE", "z:2", "0", "-1", "WITHSCORES"),
              List.of("ZRANGESTORE", "z:2", "z:1", "0", "-1", "BYSCORE", "REV"),
              List.of("ZRANGE", "z:2", "0", "-1", "WITHSCORES"),
              List.of("ZRANGESTORE", "z:2", "z:1", "-inf", "0", "BYSCORE", "LIMIT", "1", "4"),
              List.of("ZRANGE", "z:2", "0", "-1", "WITHSCORES"),
              List.of("ZRANGESTORE", "z:2", "z:1", "0", "3"),
              List.of("ZRANGE", "z:2", "0", "-1", "WITHSCORES"),
              List.of("ZUNIONSTORE", "z:2", "1", "z:1", "WEIGHTS", "1"),
              List.of("ZRANGE", "z:2", "0", "-1", "WITHSCORES"),
              List.of("ZINTERSTORE", "z:2", "2", "z:1", "z:1", "AGGREGATE", "MIN"),
              List.of("ZRANGE", "z:2", "0", "-1", "WITHSCORES"),
              List.of("ZDIFFSTORE", "z:2", "2", "z:1", "z:3"),
              List.of("ZRANGE", "z:2", "0", "-1", "WITHSCORES"),
              List.of("CONFIG", "SET", "zset-max-listpack-entries", "0"),
              List.of("ZRANGESTORE", "z:2", "z:1", "-", "+", "BYLEX"),
              List.of("ZRANGE", "z:2", "0", "-1", "WITHSCORES")),
          // A list that was loaded in two leaves stayed big, although one listpack takes it.
          List.of(
              List.of("RPUSH", "l:1", "b", "c", "1", "2"),
              listOf("RPUSH", "l:1", Collections.nCopies(130, "x".repeat(40))),
              List.of("LINSERT", "l:1", "BEFORE", "1", "y".repeat(4095)),
              List.of("LPOP", "l:1", "3")),
          // So did one of few elements, too large for a listpack that grows.
          List.of(
              List.of("CONFIG", "SET", "list-max-listpack-size", "16"),
              List.of("RPUSH", "l:1", "y".repeat(4096), "a", "b", "c", "d", "e"),
              List.of("RPUSH", "l:2", "y".repeat(4096), "a", "b", "z".repeat(4080), "d", "e"),
              List.of("LSET", "l:1", "3", "y".repeat(4096)),
              List.of("LSET", "l:2", "-1", "y".repeat(8000)),
              List.of("OBJECT", "ENCODING", "l:1"),
              List.of("OBJECT", "ENCODING", "l:2"),
              List.of("LSET", "l:2", "3", "c"),
              List.of("OBJECT", "ENCODING", "l:2")));

  /** The same with a key that has expired and that nobody has met yet. */
  private static final List<List<String>> WITH_EXPIRED =
      List.of(
          // RESTORE REPLACE was preceded by a DEL.
          List.of("RESTORE", "a", "0", VALUE, "REPLACE"),
          List.of(
              "RESTORE",
              "a",
              "0",
              "\0\u00c4a\n\0\u00b2\u00ec\u00a7\u00af3\u009c\n\u008f",
              "REPLACE"),
          // SCAN left it where it was.
          List.of("SCAN", "0"),
          List.of("SCAN", "0", "MATCH", "b"),
          // What SORT and SUNIONSTORE put over it was not preceded by a DEL.
          List.of("SORT", "l:1", "STORE", "a"),
          List.of("SUNIONSTORE", "a", "s:1"),
          List.of("SINTERSTORE", "a", "s:1"),
          List.of("SDIFFSTORE", "a", "s:1"),
          List.of("SDIFFSTORE", "a", "s:1", "s:1"),
          // MEMORY USAGE deleted it.
          List.of("MEMORY", "USAGE", "a"));

  private static List<String> listOf(String first, String second, List<String> others) {
    return Stream.concat(Stream.of(first, second), others.stream()).toList();
  }

  @TempDir private Path directory;

  @Test
  void areAnsweredAsByTheReferences() throws IOException {
    try (Contest contest = Contest.start(directory)) {
      List<String> wrong = new ArrayList<>();
      for (List<List<String>> script : SCRIPTS) {
        String difference =
            contest.run(script.stream().map(words -> Step.of(0, words)).toList(), false);
        if (difference != null) {
          wrong.add(difference);
        }
      }
      for (List<String> words : WITH_EXPIRED) {
        String difference =
            contest.run(
                List.of(
                    Step.of(0, List.of("RPUSH", "l:1", "1")),
                    Step.of(0, List.of("SADD", "s:1", "1")),
                    Step.of(0, List.of("SET", "a", "1")),
                    Step.expiring(0, "a"),
                    Step.of(0, words)),
                false);
        if (difference != null) {
          wrong.add(difference);
        }
      }
      assertThat(wrong).isEmpty();
    }
  }
}
