package dev.redwing.dataplane.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import dev.redwing.dataplane.memory.AllocationFaults;
import dev.redwing.dataplane.resp.Reply;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Commands of which every allocation fails in turn, alone or with all that come after it, under a
 * snapshot and without one. Afterwards the replica holds what the master holds, the snapshot what
 * it held before, and when all keys are gone no block is left.
 */
class OutOfMemoryTest {
  static final String REFUSED = "OOM command not allowed when used memory > 'maxmemory'.";

  /** Each is done and not refused, or refused and not done. */
  static final List<String> WHOLE =
      List.of(
          "SET s:new v",
          "SET s:text @500",
          "SET s:text v PX 5000",
          "SET s:ttl v",
          "SET s:ttl @500 KEEPTTL",
          "SET l:big v",
          "SET s:gone v",
          "SETNX s:new v",
          "GETSET s:text v",
          "APPEND s:text @3000",
          "APPEND s:new v",
          "APPEND s:int 5",
          "SETRANGE s:long 5000 x",
          "SETRANGE s:new 10 x",
          "INCR s:int",
          "INCR s:new",
          "INCRBYFLOAT s:int 0.5",
          "GETDEL s:text",
          "GETEX s:text PX 5000",
          "GETEX s:ttl PERSIST",
          "GETEX s:text PXAT 1",
          "EXPIRE s:text 100",
          "EXPIRE s:ttl 100",
          "EXPIRE l:big 100",
          "EXPIRE s:text -1",
          "PERSIST s:ttl",
          "DEL s:text",
          "DEL s:ttl",
          "DEL l:big",
          "DEL l:few",
          "UNLINK h:big",
          "UNLINK z:big",
          "RENAME s:text s:new",
          "RENAME s:ttl s:text",
          "RENAME s:text s:gone",
          "RENAME l:big h:big",
          "RENAME h:big s:new",
          "RENAME z:big t:few",
          "RENAME s:text z:few",
          "RENAMENX t:big s:new",
          "COPY s:ttl s:new",
          "COPY s:text s:gone",
          "COPY s:ttl s:text DB 3",
          "COPY l:big s:new",
          "COPY h:big s:text REPLACE",
          "COPY z:big l:big REPLACE",
          "COPY t:big h:big REPLACE",
          "MOVE s:text 3",
          "MOVE s:ttl 3",
          "MOVE l:big 3",
          "RESTORE s:new 0 %l:big",
          "RESTORE s:new 5000 %s:text",
          "RESTORE l:big 0 %h:big REPLACE",
          "RESTORE s:text 5000 %z:big REPLACE",
          "RESTORE s:text 1 %t:full REPLACE ABSTTL",
          "SORT l:full ALPHA STORE s:new",
          "SORT l:plain ALPHA STORE s:text",
          "SORT l:few ALPHA STORE h:big",
          "SUNIONSTORE s:new t:big t:few",
          "SUNIONSTORE l:big t:ints t:intfull",
          "SINTERSTORE t:big t:big t:full",
          "SINTERSTORE s:new t:intfull t:ints",
          "SDIFFSTORE s:new t:big t:few",
          "SDIFFSTORE t:few t:few t:few",
          "ZUNIONSTORE s:new 2 z:big z:few",
          "ZUNIONSTORE z:few 2 z:few z:one",
          "ZINTERSTORE l:big 2 z:big z:full",
          "ZDIFFSTORE z:few 2 z:few z:few",
          "ZRANGESTORE s:new z:big 10 300",
          "ZRANGESTORE z:full z:big 0 -1",
          "SMOVE t:big t:few m1",
          "SMOVE t:one t:big m0",
          "SMOVE t:few t:big m1",
          "SMOVE t:few t:new m1",
          "SMOVE t:intfull t:few 3",
          "SMOVE t:bigone t:full @100",
          "LMOVE l:big l:few LEFT RIGHT",
          "LMOVE l:big l:big LEFT RIGHT",
          "LMOVE l:one l:big LEFT LEFT",
          "LMOVE l:full l:full RIGHT LEFT",
          "LMOVE l:plain l:few LEFT LEFT",
          "RPOPLPUSH l:bigone l:new",
          "RPOPLPUSH l:one l:new",
          "LINSERT l:big BEFORE e1500 x",
          "LINSERT l:pack AFTER e3 @9000",
          "LSET l:big 1500 @500",
          "LSET l:few 1 @9000",
          "LSET l:plain 0 a",
          "LREM l:big 0 e1500",
          "LREM l:same 0 x",
          "LREM l:same -700 x",
          "LREM l:all 0 x",
          "LREM l:few 0 e1",
          "LREM l:one 0 e0",
          "LREM l:bigone 0 @9000",
          "LTRIM l:big 100 2500",
          "LTRIM l:big 1 -2",
          "LTRIM l:pack 1 5",
          "LTRIM l:plain 1 1",
          "LTRIM l:big 5000 6000",
          "LPOP l:big",
          "LPOP l:big 1500",
          "RPOP l:big 2999",
          "RPOP l:few 2",
          "LPOP l:one",
          "LMPOP 2 l:new l:big RIGHT COUNT 1000",
          "HSETNX h:full new v",
          "HSETNX h:new f v",
          "HINCRBY h:full new 1",
          "HINCRBYFLOAT h:big new 0.5",
          "ZINCRBY z:big 1000 m3",
          "ZINCRBY z:few 1000 m0",
          "ZADD z:full INCR 5 new",
          "ZADD z:new INCR 5 new",
          "ZPOPMIN z:big 300",
          "ZPOPMAX z:few",
          "ZPOPMIN z:one",
          "ZMPOP 1 z:big MAX COUNT 100",
          "ZREMRANGEBYRANK z:big 10 400",
          "ZREMRANGEBYRANK z:big 0 -2",
          "ZREMRANGEBYSCORE z:full 3 70",
          "SPOP t:one",
          "SPOP t:few 3",
          "SPOP t:big 600",
          "FLUSHALL");

  /** When one of these is refused, what its first arguments ask for may be done. */
  static final List<String> IN_PARTS =
      List.of(
          "RPUSH l:new e#40",
          "RPUSH l:few e#40",
          "RPUSH l:full @80#40",
          "RPUSH l:new @9000#3",
          "RPUSHX l:big @9000#4",
          "LPUSH l:big n#40",
          "LPUSH l:one @3000#6",
          "HSET h:new f=v#40",
          "HSET h:few f=w#130",
          "HSET h:full g=v#3",
          "HSET h:full f=w#3",
          "HSET h:big f=w#40",
          "HMSET h:big g=@200#10",
          "HSET h:few f0 @100 f1 @100",
          "SADD t:new m#40",
          "SADD t:new .#520",
          "SADD t:ints .#20",
          "SADD t:ints abc def",
          "SADD t:intfull x y z",
          "SADD t:intfull 1000 2000 x",
          "SADD t:full n#3",
          "SADD t:big n#40",
          "SADD t:few @100 b",
          "ZADD z:new .=m#40",
          "ZADD z:new .=m#130",
          "ZADD z:few .=m#130",
          "ZADD z:full .=n#3",
          "ZADD z:big .=n#40",
          "ZADD z:big CH GT 5=m#40",
          "ZADD z:few 1 @100 2 b",
          "SREM t:big m#40",
          "SREM t:few m#3",
          "SREM t:ints .#5",
          "SREM t:bigone a @100",
          "HDEL h:big f#40",
          "HDEL h:few f#3",
          "HDEL h:bigone a f",
          "ZREM z:big m#40",
          "ZREM z:few m#3",
          "ZREM z:bigone a @100",
          "MSET s:text a s:new b s:ttl c l:big d s:int @500 s:gone e",
          "MSETNX s:new a s:gone b s:newer c",
          "DEL s:text l:big h:big s:ttl t:one s:gone",
          "UNLINK z:big l:few t:big");

  /** Done in part they are not refused: what is out is replied. */
  static final List<String> SHORTER =
      List.of(
          "SPOP t:big",
          "SPOP t:few",
          "SPOP t:few 2",
          "SPOP t:full 100",
          "SPOP t:big 40",
          "SPOP t:big 580",
          "SPOP t:intfull 500",
          "SPOP t:ints 3");

  private final ScarcePair pair = new ScarcePair();
  private final AllocationFaults faults = pair.arena().faults();

  @AfterEach
  void close() {
    pair.close();
  }

  @ParameterizedTest
  @FieldSource("WHOLE")
  void isDoneOrNot(String command) {
    Map<String, String> done = whenDone(command);
    failEach(
        command,
        (reply, before, message) -> {
          Map<String, String> expected = isRefused(reply) ? before : done;
          assertThat(alive(pair.contents())).as(message).isEqualTo(alive(expected));
        });
  }

  @ParameterizedTest
  @FieldSource("IN_PARTS")
  void isPropagatedAsFarAsItCame(String command) {
    Map<String, String> done = whenDone(command);
    failEach(
        command,
        (reply, before, message) -> {
          if (!isRefused(reply)) {
            assertThat(pair.contents()).as(message).isEqualTo(done);
          }
        });
  }

  @ParameterizedTest
  @FieldSource("SHORTER")
  void losesNothingThatIsNotReplied(String command) {
    failEach(
        command,
        (reply, before, message) -> {
          if (isRefused(reply)) {
            assertThat(pair.contents()).as(message).isEqualTo(before);
            return;
          }
          long replied = reply instanceof Reply.Aggregate all ? all.elements().size() : 1;
          String key = "0:" + ScarceCommand.split(command).get(1);
          assertThat(size(before, key) - size(pair.contents(), key)).as(message).isEqualTo(replied);
        });
  }

  private static long size(Map<String, String> contents, String key) {
    String text = contents.get(key);
    return text == null ? 0 : Long.parseLong(text.split(" ", 3)[1]);
  }

  /** Each command of a transaction is done, or refused, by itself. */
  @Test
  void aTransactionIsPropagatedAsItIsDone() {
    int refused = 0;
    for (int nth = 1; nth <= 30; nth++) {
      setUp(List.of("s:text", "l:big", "h:big"));
      run("MULTI");
      for (String each :
          List.of("SET s:text @600", "RPUSH l:new a b @600", "RENAME h:big l:big", "INCR s:new")) {
        run(each);
      }
      try (KeyspaceSnapshot snapshot = pair.master.keyspace.openSnapshot()) {
        assertThat(snapshot.size(0)).isPositive();
        faults.fail(nth, nth % 2 == 0);
        Reply reply = run("EXEC");
        faults.stop();
        refused +=
            (int)
                ((Reply.Aggregate) reply)
                    .elements().stream().filter(OutOfMemoryTest::isRefused).count();
        pair.propagate("EXEC, failure " + nth);
      }
      pair.flush("EXEC, failure " + nth);
    }
    assertThat(refused).isGreaterThan(10);
  }

  // ---- every allocation in turn ----

  private interface Verdict {
    void on(Reply reply, Map<String, String> before, String message);
  }

  private void failEach(String command, Verdict verdict) {
    int failures = 0;
    for (boolean frozen : List.of(false, true)) {
      for (boolean forGood : List.of(false, true)) {
        failures += failEach(command, frozen, forGood, verdict);
      }
    }
    assertThat(failures).as("what %s allocates", command).isPositive();
  }

  private int failEach(String command, boolean frozen, boolean forGood, Verdict verdict) {
    setUp(ScarceCommand.split(command));
    Map<String, String> before = pair.contents();
    boolean failed = true;
    int nth = 0;
    while (failed) {
      nth++;
      String message =
          "%s, allocation %d%s fails%s"
              .formatted(
                  command, nth, forGood ? " and later" : "", frozen ? ", with a snapshot" : "");
      Reply reply = runWithFailure(command, nth, frozen, forGood, before, message);
      failed = faults.failures() > 0;
      verdict.on(reply, before, message);
      if (!pair.contents().equals(before)) {
        pair.flush(message);
        setUp(ScarceCommand.split(command));
      }
    }
    pair.flush(command);
    return nth - 1;
  }

  private Reply runWithFailure(
      String command,
      int nth,
      boolean frozen,
      boolean forGood,
      Map<String, String> before,
      String message) {
    String[] words = ScarceCommand.words(command, pair);
    KeyspaceSnapshot snapshot = frozen ? pair.master.keyspace.openSnapshot() : null;
    long propagated = pair.propagated();
    faults.fail(nth, forGood);
    Reply reply = pair.run(words);
    faults.stop();
    pair.propagate(message);
    if (isRefused(reply) && propagated == pair.propagated()) {
      assertThat(pair.contents()).as(message).isEqualTo(before);
    }
    if (snapshot != null) {
      assertThat(pair.text().of(snapshot)).as(message).isEqualTo(before);
      snapshot.close();
    }
    pair.settle();
    return reply;
  }

  private Map<String, String> whenDone(String command) {
    setUp(ScarceCommand.split(command));
    Reply reply = run(command);
    assertThat(reply).isNotInstanceOf(Reply.Failure.class);
    pair.propagate(command);
    Map<String, String> done = pair.contents();
    pair.flush(command);
    return done;
  }

  private void setUp(List<String> words) {
    for (int i = 0; i < 30; i++) {
      run("SET other:" + i + " value");
    }
    ScarceCommand.keysOf(words).forEach(this::run);
    pair.propagate("setting up");
  }

  private Reply run(String command) {
    return pair.run(ScarceCommand.words(command, pair));
  }

  private static boolean isRefused(@Nullable Reply reply) {
    if (reply instanceof Reply.Failure(String text)) {
      assertThat(text).isEqualTo(REFUSED);
      return true;
    }
    return false;
  }

  /** Without what has expired, which may be removed although the command is refused. */
  private Map<String, String> alive(Map<String, String> contents) {
    Map<String, String> alive = new TreeMap<>(contents);
    alive
        .values()
        .removeIf(
            text -> {
              long expiry = Long.parseLong(text.substring(0, text.indexOf(' ')));
              return expiry >= 0 && expiry < pair.master.clock.wallMillis();
            });
    return alive;
  }
}
