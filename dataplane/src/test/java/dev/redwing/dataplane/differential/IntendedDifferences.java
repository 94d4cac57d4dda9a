package dev.redwing.dataplane.differential;

import dev.redwing.dataplane.resp.Reply;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Every difference from the references that is meant. Where redis-server 7.0 and valkey-server 8.0
 * differ, 7.2's way is ours: that is valkey's if nothing else is said here. The table is a section
 * of docs/compatibility.md.
 */
final class IntendedDifferences {
  /** DUMP ends in the version of RDB and a checksum that covers it. */
  static final int SEAL_BYTES = 10;

  /** No script has run for longer when it asks how long a key was not used. */
  private static final int LONGEST_SCRIPT_SECONDS = 60;

  private static final String VERSION_10 = "\n\0";
  private static final String NO_SCORE = "ERR One or more scores can't be converted into double";
  private static final String WRONG_TYPE = "ERR Wrong protocol type name";

  private IntendedDifferences() {}

  /** Whether it explains what was answered. */
  interface Rule {
    boolean explains(List<String> command, Reply ours, Reply redis, Reply valkey);
  }

  /** One difference, in words for the page. */
  record Difference(String commands, String difference, String reason, Rule rule) {}

  private static final Rule NEVER = (command, ours, redis, valkey) -> false;

  /** By their replies. */
  static final List<Difference> ALL =
      List.of(
          new Difference(
              "`MEMORY USAGE`",
              "another number of bytes",
              "it tells what the key takes here; values are native memory, not C structures",
              (command, ours, redis, valkey) ->
                  is(command, "memory", "usage")
                      && ours instanceof Reply.Int(long bytes)
                      && bytes > 0
                      && valkey instanceof Reply.Int),
          new Difference(
              "`DUMP`",
              "the payload's version is 10, that of Redis 7.0",
              "so that every Redis since 7.0 and every Valkey can restore it",
              (command, ours, redis, valkey) ->
                  is(command, "dump")
                      && ours instanceof Reply.Bulk(String our)
                      && valkey instanceof Reply.Bulk(String their)
                      && our.length() > SEAL_BYTES
                      && our.regionMatches(0, their, 0, our.length() - SEAL_BYTES)
                      && our.startsWith(VERSION_10, our.length() - SEAL_BYTES)
                      && our.length() == their.length()),
          new Difference(
              "`DUMP` of lists, sets and hashes",
              "other nodes of a list, another order of a big set or hash; small sets as in Redis 7.0",
              "what it restores is the same; Redis 7.2's form is unknown to 7.0",
              IntendedDifferences::isSameCollection),
          new Difference(
              "`OBJECT ENCODING` of a list that has shrunk or was loaded",
              "may be `listpack` a little sooner",
              "small neighbouring listpacks of a big list are joined; Redis leaves them apart",
              (command, ours, redis, valkey) ->
                  is(command, "object", "encoding")
                      && ours instanceof Reply.Bulk(String our)
                      && valkey instanceof Reply.Bulk(String their)
                      && explainEncoding(our, their)),
          new Difference(
              "`SORT` behind a command that met a number too large or too small",
              "has nothing to do with it",
              "Redis takes the C library's old errno for its own: scores can't be converted",
              (command, ours, redis, valkey) ->
                  (is(command, "sort") || is(command, "sort_ro"))
                      && ours instanceof Reply.Aggregate
                      && isError(valkey, NO_SCORE)),
          new Difference(
              "`DEBUG PROTOCOL`",
              "no `attrib` and no `push`",
              "nothing here sends attributes",
              (command, ours, redis, valkey) ->
                  is(command, "debug", "protocol")
                      && isError(ours, WRONG_TYPE)
                      && isError(valkey, WRONG_TYPE)),
          new Difference(
              "`SCAN`",
              "other cursors; -1 and the empty one are some, as in Redis 7.2; none has a zero byte",
              "a cursor is a place in our own table; Valkey 8 refuses those two",
              IntendedDifferences::explainsCursor),
          new Difference(
              "`OBJECT IDLETIME`",
              "every key has its own",
              "keys with the same small integer share one in Redis: it is one object there",
              (command, ours, redis, valkey) ->
                  is(command, "object", "idletime")
                      && ours instanceof Reply.Int(long seconds)
                      && seconds < LONGEST_SCRIPT_SECONDS
                      && valkey instanceof Reply.Int),
          new Difference(
              "`OBJECT REFCOUNT`",
              "1, or 2147483647 for any integer that Redis would share",
              "here nothing is shared or counted; Redis counts commands that wait for EXEC, too",
              (command, ours, redis, valkey) ->
                  is(command, "object", "refcount")
                      && (ours.equals(new Reply.Int(1))
                          || ours.equals(new Reply.Int(Integer.MAX_VALUE)))
                      && valkey instanceof Reply.Int),
          new Difference(
              "`SCAN … TYPE`",
              "an unknown type is no error, as in Redis 7.2",
              "Valkey 8 made it one",
              (command, ours, redis, valkey) ->
                  is(command, "scan")
                      && Tolerance.isSame(command, ours, redis)
                      && isError(valkey, "ERR unknown type name")),
          new Difference(
              "`WAIT`",
              "any time to wait that is a number and not negative, as in Redis 7.0",
              "Valkey 8 refuses those that end after the end of time",
              (command, ours, redis, valkey) ->
                  is(command, "wait")
                      && ours.equals(redis)
                      && isError(valkey, "ERR timeout is out of range")),
          new Difference(
              "`ZRANGE … LIMIT` and its like with a negative offset",
              "nothing, as in Redis 7.2",
              "Valkey 8 counts it from the end of a skiplist",
              (command, ours, redis, valkey) ->
                  Tolerance.name(command).matches("zrange(by(score|lex))?|zrevrangeby(score|lex)")
                      && Avoided.hasNegativeOffset(command)
                      && ours.equals(redis)
                      && valkey instanceof Reply.Aggregate),
          new Difference(
              "`… HELP`",
              "the texts of Redis 7.2; CLIENT, COMMAND and MEMORY tell of what is here",
              "Valkey 8 has other words",
              (command, ours, redis, valkey) ->
                  command.size() == 2
                      && command.get(1).equalsIgnoreCase("help")
                      && (ours.equals(redis) || is(command, "client"))));

  /** Differences that no rule explains: scripts avoid them, or compare what they come to. */
  static final List<Difference> AVOIDED =
      List.of(
          new Difference(
              "`MULTI`, `WATCH` between MULTI and EXEC",
              "EXEC still runs the others, as in Redis 7.2",
              "Valkey 8 refuses EXEC then",
              NEVER),
          new Difference(
              "`AUTH` that is refused",
              "answered wherever it stands in a pipeline",
              "Redis 7.2 and Valkey leave the answer out behind other replies",
              NEVER),
          new Difference(
              "`SET … EXAT` or `PXAT` in the past",
              "the key is there until somebody meets it, as in Redis 7.0",
              "Valkey 8 deletes it at once",
              NEVER),
          new Difference(
              "`RESTORE`",
              "a value must end before the payload's version and checksum",
              "Redis reads a damaged value on into them",
              NEVER),
          new Difference(
              "`RESTORE` with a time beyond the end of time",
              "the key never comes to be",
              "in Redis the sum overflows",
              NEVER),
          new Difference(
              "`CLIENT SETNAME`, `CLIENT SETINFO`",
              "no zero byte, as in Redis 7.0",
              "Valkey reads names up to it and no further",
              NEVER),
          new Difference(
              "`SCAN … TYPE` that meets a key that has expired",
              "deletes it whatever its type, as Redis does",
              "Valkey 8 looks at the type first",
              NEVER),
          new Difference(
              "`SCAN` that meets several keys that have expired",
              "their DELs are in MULTI and EXEC in the AOF",
              "as those of any other command",
              NEVER),
          new Difference(
              "`SORT … BY … ALPHA` with `LIMIT` or `STORE`",
              "elements whose weights are equal stay in the list's order",
              "in Redis they stand as its way of sorting leaves them, or a set's table",
              NEVER),
          new Difference(
              "`LSET` with an index beyond 32 bits",
              "is out of range, as in Redis 7.0",
              "Valkey 8 takes the lower 32 bits",
              NEVER),
          new Difference(
              "a small set that was loaded: `OBJECT ENCODING`, `SMEMBERS`",
              "may be no `listpack` any more; if it is one, its integers come first",
              "RDB files are those of Redis 7.0, which do not say that a set was a `listpack`",
              NEVER),
          new Difference(
              "MULTI in the AOF",
              "behind the SELECT that it needs, as Redis 7.0 writes it",
              "Valkey 8 puts SELECT behind MULTI",
              NEVER),
          new Difference(
              "`SET … PXAT` in the AOF",
              "always `SET key value PXAT time`, as Redis 7.0 writes it",
              "Valkey 8 passes on what the client sent; what it does is the same",
              NEVER));

  /** Whether two effects are the same in spite of {@link #AVOIDED}. */
  static boolean explainEffect(List<String> ours, List<String> valkey) {
    return is(ours, "set")
        && is(valkey, "set")
        && ours.size() == 5
        && ours.get(3).equals("PXAT")
        && valkey.size() >= 5
        && ours.subList(1, 3).equals(valkey.subList(1, 3))
        && valkey.subList(3, valkey.size()).stream().anyMatch("pxat"::equalsIgnoreCase)
        && valkey.subList(4, valkey.size()).contains(ours.get(4));
  }

  static boolean explain(List<String> command, Reply ours, Reply redis, Reply valkey) {
    return ALL.stream().anyMatch(each -> each.rule().explains(command, ours, redis, valkey));
  }

  private static boolean explainsCursor(
      List<String> command, Reply ours, Reply redis, Reply valkey) {
    if (!is(command, "scan") || command.get(1).equals("0")) {
      return false;
    }
    if (command.get(1).indexOf('\0') >= 0) {
      return isError(ours, "ERR invalid cursor");
    }
    return ours.getClass().equals(redis.getClass())
        && (isError(valkey, "ERR") || valkey instanceof Reply.Aggregate);
  }

  /** A list's encoding, ours and theirs. */
  static boolean explainEncoding(String ours, String valkey) {
    return ours.equals("listpack") && valkey.equals("quicklist");
  }

  private static boolean isSameCollection(
      List<String> command, Reply ours, Reply redis, Reply valkey) {
    if (!is(command, "dump")
        || !(ours instanceof Reply.Bulk(String our))
        || !(valkey instanceof Reply.Bulk(String their))
        || !our.startsWith(VERSION_10, our.length() - SEAL_BYTES)) {
      return false;
    }
    return switch (our.charAt(0)) {
      case Decoded.QUICKLIST_2 -> Data.elements(our).equals(Data.elements(their));
      case Decoded.ZSET_2 -> Data.elements(our).equals(Data.elements(their));
      case Decoded.SET -> sorted(Data.elements(our)).equals(sorted(Data.elements(their)));
      case Decoded.HASH -> sortedPairs(our).equals(sortedPairs(their));
      default -> false;
    };
  }

  private static List<String> sorted(List<String> words) {
    return words.stream().sorted().toList();
  }

  private static List<String> sortedPairs(String dump) {
    List<String> words = Data.elements(dump);
    return IntStream.range(0, words.size() / 2)
        .mapToObj(i -> words.subList(2 * i, 2 * i + 2).toString())
        .sorted()
        .toList();
  }

  private static boolean isError(Reply reply, String begin) {
    return reply instanceof Reply.Failure(String text) && text.startsWith(begin);
  }

  private static boolean is(List<String> command, String... words) {
    if (command.size() < words.length) {
      return false;
    }
    for (int i = 0; i < words.length; i++) {
      if (!command.get(i).equalsIgnoreCase(words[i])) {
        return false;
      }
    }
    return true;
  }
}
