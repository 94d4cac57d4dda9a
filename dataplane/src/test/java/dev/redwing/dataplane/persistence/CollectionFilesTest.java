package dev.redwing.dataplane.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.rdb.OldForms;
import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.Contents;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lists, hashes, sets and sorted sets in files: RDB and AOF, exchanged with redis-server and
 * valkey-server.
 */
final class CollectionFilesTest {
  private static final String[] APPEND = {
    "--appendonly", "yes", "--appendfsync", "no", "--aof-use-rdb-preamble", "no"
  };

  private static final String RANDOM_ORDER = "SPOP s 5";

  private static final List<String> SCORED =
      List.of("first", "-inf", "b", "-1.5", "", "0", "\0\r\n\u00ff", "1", "-7", "1", "z", "inf");

  @TempDir private Path directory;

  private static void fill(RespClient client) {
    client.call("HSET", "hash", "b", "1", "a", "-70000", "", "empty field", "empty", "");
    client.call("HSET", "hash-long", "a", "x".repeat(65), "b", "x".repeat(100_000));
    client.call("HSET", "hash-bytes", "\0\r\n", "\u00ff\u0000", "$-1\r\n", "*3\r\n");
    client.call("SADD", "intset", "3", "-1", "99999999999");
    client.call("SADD", "pack", "b", "a", "7", "", "x".repeat(64));
    client.call("SADD", "set-long", "x".repeat(65), "y");
    client.call("RPUSH", "list", "b", "a", "-70000", "", "\0\r\n\u00ff", "a");
    client.call("RPUSH", "list-plain", "a", "x".repeat(100_000), "b", "y".repeat(9000));
    for (int i = 0; i < 1000; i++) {
      client.call("RPUSH", "list-big", "element".repeat(i % 10) + i, "" + 31 * i);
      client.call("HSET", "hash-big", "field" + i, "value".repeat(i % 20) + i);
      client.call("SADD", "set-big", "member" + i);
      client.call("ZADD", "zset-big", "" + i / 4.0, (i % 3 == 0 ? "" : "member") + 31 * i);
      client.call("SADD", "integers", "" + 7 * i);
    }
    client.call("ZADD", "zset", "-inf", "first", "-1.5", "b", "0", "", "1", "-7", "inf", "z");
    client.call("ZADD", "zset", "1", "\0\r\n\u00ff");
    client.call("ZADD", "zset-long", "-0.0", "x".repeat(65), "7", "");
    client.call("PEXPIREAT", "zset-big", "9999999999996");
    client.call("PEXPIREAT", "hash", "9999999999999");
    client.call("PEXPIREAT", "list-big", "9999999999997");
    client.call("PEXPIREAT", "set-big", "9999999999998");
    client.call("SELECT", "3");
    client.call("HSET", "other", "a", "1");
    client.call("SELECT", "0");
  }

  private static void restore(RespClient client, String key, byte[] form) {
    assertThat(client.text("RESTORE", key, "0", OldForms.payload(form))).isEqualTo("OK");
  }

  /** Members with scores that any Redis prints alike, from the lowest up. */
  private static List<String> scored(int count) {
    List<String> scored = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      scored.add(i % 3 == 0 ? "" + 31 * i : "member" + i);
      scored.add(i % 4 == 0 ? "" + i / 4 : Double.toString(i / 4.0));
    }
    return scored;
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-server", "valkey-server"})
  void theyReadOurRdbAndWeTheirs(String program) {
    Map<String, String> expected;
    try (TestServer ours = TestServer.start(directory);
        RespClient client = ours.client()) {
      fill(client);
      expected = Contents.of(ours);
      assertThat(client.text("SAVE")).isEqualTo("OK");
    }
    try (TestServer again = TestServer.start(directory)) {
      assertThat(Contents.of(again)).isEqualTo(expected);
    }
    try (ReferenceServer theirs = ReferenceServer.start(program, directory);
        RespClient client = theirs.client()) {
      assertThat(Contents.of(theirs)).isEqualTo(expected);
      assertThat(client.text("SAVE")).isEqualTo("OK");
    }
    try (TestServer ours = TestServer.start(directory)) {
      assertThat(Contents.of(ours)).isEqualTo(expected);
    }
  }

  /** Scores as Redis 7.2 prints them, and from the lowest up, as it has them in a listpack. */
  @Test
  void aRewriteWritesSmallSortedSetsAsValkeyDoes() throws IOException {
    List<String> odd =
        List.of(
            "a",
            "-1.7976931348623157e308",
            "b",
            "-1e16",
            "c",
            "-0.1",
            "d",
            "0",
            "e",
            "5e-324",
            "f",
            "1e-7",
            "g",
            "0.30000000000000004",
            "h",
            "1",
            "i",
            "100000",
            "j",
            "123456.789",
            "k",
            "1000000000000000",
            "l",
            "9007199254740992",
            "m",
            "4000000000000000000",
            "n",
            "1e100");
    try (ReferenceServer theirs = ReferenceServer.startValkey(APPEND);
        TestServer ours = TestServer.start(directory, APPEND);
        RespClient theirClient = theirs.client();
        RespClient ourClient = ours.client()) {
      for (RespClient client : List.of(theirClient, ourClient)) {
        restore(client, "k", OldForms.packed(17, OldForms.listpack(SCORED)));
        client.call("CONFIG", "SET", "zset-max-listpack-entries", "1000");
      }
      assertThat(rewritten(ourClient, directory))
          .isEqualTo(rewritten(theirClient, theirs.directory()))
          .contains("ZADD");
      for (List<String> members : List.of(odd, scored(64), scored(65), scored(500))) {
        for (RespClient client : List.of(theirClient, ourClient)) {
          client.call("DEL", "k");
          restore(client, "k", OldForms.packed(17, OldForms.listpack(members)));
        }
        assertThat(rewritten(ourClient, directory))
            .isEqualTo(rewritten(theirClient, theirs.directory()));
      }
    }
  }

  /** Has the AOF rewritten; what its base holds then. */
  private static String rewritten(RespClient client, Path directory) throws IOException {
    Path files = directory.resolve("appendonlydir");
    long before = baseNumber(files);
    client.call("BGREWRITEAOF");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                baseNumber(files) > before
                    && client.text("INFO", "persistence").contains("aof_rewrite_in_progress:0"));
    return Files.readString(
        files.resolve("appendonly.aof." + baseNumber(files) + ".base.aof"),
        StandardCharsets.ISO_8859_1);
  }

  /** The number of the newest base. */
  private static long baseNumber(Path files) throws IOException {
    try (Stream<Path> bases = Files.list(files)) {
      return bases
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".base.aof"))
          .mapToLong(name -> Long.parseLong(name.split("\\.", -1)[2]))
          .max()
          .orElse(0);
    }
  }

  @Test
  void aRewriteAsCommandsIsReadByUsAndThem() {
    Map<String, String> expected;
    try (TestServer ours = TestServer.start(directory, APPEND);
        RespClient client = ours.client()) {
      fill(client);
      assertThat(client.text("BGREWRITEAOF")).contains("rewriting started");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  client.text("INFO", "persistence").contains("aof_rewrite_in_progress:0")
                      && Files.exists(
                          directory.resolve("appendonlydir/appendonly.aof.2.base.aof")));
      client.call("SADD", "after", "1");
      expected = Contents.of(ours);
    }
    try (TestServer ours = TestServer.start(directory, APPEND)) {
      assertThat(Contents.of(ours)).isEqualTo(expected);
    }
    try (ReferenceServer theirs = ReferenceServer.start(directory, APPEND)) {
      assertThat(Contents.of(theirs)).isEqualTo(expected);
    }
  }

  @Test
  void whatIsAppendedRebuildsTheSame() {
    long seed = System.nanoTime();
    System.out.println("CollectionFilesTest seed " + seed);
    Map<String, String> expected;
    try (TestServer ours = TestServer.start(directory, APPEND);
        RespClient client = ours.client()) {
      Random random = new Random(seed);
      for (int i = 0; i < 3000; i++) {
        Reply reply = client.call(command(random));
        assertThat(reply).isNotInstanceOf(Reply.Failure.class);
      }
      expected = Contents.of(ours);
    }
    try (TestServer ours = TestServer.start(directory, APPEND)) {
      assertThat(Contents.of(ours)).isEqualTo(expected);
    }
    try (ReferenceServer theirs = ReferenceServer.start(directory, APPEND)) {
      Map<String, String> read = Contents.of(theirs);
      assertThat(read.keySet()).isEqualTo(expected.keySet());
      assertThat(read).isEqualTo(expected);
    }
  }

  private static String[] command(Random random) {
    String hash = "h" + random.nextInt(3);
    String set = "s" + random.nextInt(4);
    String other = "s" + random.nextInt(4);
    String member = (random.nextInt(4) == 0 ? "" : "m") + random.nextInt(200);
    String number = "n" + random.nextInt(20);
    String list = "l" + random.nextInt(3);
    if (random.nextInt(4) == 0) {
      return sortedSetCommand(random, "z" + random.nextInt(3), member);
    }
    return switch (random.nextInt(24)) {
      case 0 -> new String[] {"HSET", hash, member, "x" + random.nextInt(), member + "b", "1"};
      case 1 -> new String[] {"HDEL", hash, member, member + "b"};
      case 2 -> new String[] {"HINCRBY", hash, number + "i", "" + random.nextInt(100)};
      case 3 -> new String[] {"HINCRBYFLOAT", hash, number + "f", "" + random.nextDouble()};
      case 4 -> new String[] {"HSETNX", hash, member, "nx"};
      case 5 -> new String[] {"SPOP", set};
      case 6 -> new String[] {"SPOP", set, "" + random.nextInt(random.nextInt(10) == 0 ? 300 : 3)};
      case 7 -> new String[] {"SMOVE", set, other, member};
      case 8 -> new String[] {"SREM", set, member, "m1"};
      case 9 ->
          random.nextInt(20) == 0
              ? new String[] {"SUNIONSTORE", set, other, "s0"}
              : new String[] {"SADD", set, member};
      case 10 ->
          random.nextInt(20) == 0
              ? new String[] {"SDIFFSTORE", set, other, "s1"}
              : new String[] {"SADD", set, member};
      case 11 ->
          random.nextInt(20) == 0
              ? new String[] {"SINTERSTORE", set, other, "s2"}
              : new String[] {"SADD", set, member};
      case 12 -> new String[] {"LPOP", list, "" + random.nextInt(3)};
      case 13 -> new String[] {"LMPOP", "2", "l0", list, "RIGHT", "COUNT", "2"};
      case 14 -> new String[] {"LMOVE", list, "l" + random.nextInt(3), "LEFT", "LEFT"};
      case 15 -> new String[] {"RPOPLPUSH", list, "l1"};
      case 16 -> new String[] {"LINSERT", list, "BEFORE", "m1", member};
      case 17 -> new String[] {"LREM", list, "" + (random.nextInt(5) - 2), "m1"};
      case 18 -> new String[] {"LTRIM", list, "1", "-2"};
      case 19 -> new String[] {"LPUSH", list, member.repeat(random.nextInt(500)), "m1"};
      case 20, 21 -> new String[] {"RPUSH", list, member, "m1", number.repeat(100)};
      default -> new String[] {"SADD", set, member, "m" + random.nextInt(400)};
    };
  }

  private static String[] sortedSetCommand(Random random, String key, String member) {
    String other = "z" + random.nextInt(3);
    String score = Double.toString((random.nextInt(100) - 50) / 4.0);
    return switch (random.nextInt(20)) {
      case 0 -> new String[] {"ZINCRBY", key, score, member};
      case 1 -> new String[] {"ZADD", key, "GT", "CH", score, member, "-inf", "m1"};
      case 2 -> new String[] {"ZADD", key, "XX", "INCR", score, member};
      case 3 -> new String[] {"ZREM", key, member, "m1"};
      case 4 -> new String[] {"ZPOPMIN", key, "" + random.nextInt(3)};
      case 5 -> new String[] {"ZPOPMAX", key};
      case 6 -> new String[] {"ZMPOP", "2", "none", key, "MAX", "COUNT", "2"};
      case 7 -> new String[] {"ZREMRANGEBYRANK", key, "3", "" + (3 + random.nextInt(3))};
      case 8 -> new String[] {"ZREMRANGEBYSCORE", key, score, score};
      case 9 ->
          random.nextInt(20) == 0
              ? new String[] {"ZUNIONSTORE", key, "2", other, "z1", "WEIGHTS", "1", "-0.5"}
              : new String[] {"ZADD", key, score, member};
      case 10 ->
          random.nextInt(20) == 0
              ? new String[] {"ZRANGESTORE", key, other, "1", "90"}
              : new String[] {"ZADD", key, score, member};
      case 11 ->
          random.nextInt(50) == 0
              ? new String[] {"ZDIFFSTORE", key, "2", other, "z2"}
              : new String[] {"ZADD", key, score, member};
      case 12 ->
          random.nextInt(10) == 0
              ? new String[] {"ZADD", key, score, "long".repeat(20) + member}
              : new String[] {"ZADD", key, "NX", score, member};
      default -> new String[] {"ZADD", key, score, member, "7", "m" + random.nextInt(400)};
    };
  }

  /** Of random members only one is to choose from, or the order says nothing. */
  @Test
  void whatIsAppendedIsWhatValkeyAppends() throws IOException {
    List<String> commands =
        List.of(
            "HSET h a 1 b 2",
            "HINCRBY h a 5",
            "HINCRBYFLOAT h a 1.5",
            "HINCRBYFLOAT h c -3e2",
            "HSETNX h a 1",
            "HSETNX h d 1",
            "HDEL h x",
            "HDEL h a x",
            "HDEL h b c d",
            "SADD s x",
            "SADD s x",
            "SPOP s",
            "SADD s x y",
            "SPOP s 5",
            "SADD s x",
            "SPOP s 1",
            "SPOP s 1",
            "SADD s x y",
            "SREM s z",
            "SMOVE s t z",
            "SMOVE s t x",
            "SMOVE t t x",
            "SINTERSTORE d s n",
            "SUNIONSTORE d s t",
            "SDIFFSTORE d s s",
            "SDIFFSTORE d s s",
            "SADD s x z",
            "SREM s x y z q",
            "HSET t a 1",
            "SPOP t 0",
            "SPOP n 2",
            "RPUSH l a b c",
            "LPUSH l a b c d",
            "LPUSHX n a",
            "RPUSHX l q",
            "LPOP l",
            "RPOP l 2",
            "LPOP l 0",
            "LPOP n 1",
            "LMPOP 2 n l LEFT",
            "LMPOP 1 l RIGHT COUNT 2",
            "LMPOP 1 n LEFT",
            "RPUSH l 1 2 3",
            "LMOVE l m LEFT RIGHT",
            "LMOVE l l LEFT RIGHT",
            "LMOVE n l LEFT RIGHT",
            "RPOPLPUSH l m",
            "LINSERT l BEFORE q x",
            "LINSERT l AFTER 2 x",
            "LSET l 0 y",
            "LREM l 0 n",
            "LREM l 1 y",
            "LTRIM l 0 -1",
            "LTRIM l 0 0",
            "LTRIM l 1 0",
            "LMPOP 1 m LEFT COUNT 9",
            "ZADD z 1 a 2 b 3.5 c",
            "ZADD z 1 a",
            "ZADD z INCR 0.1 a",
            "ZADD z XX 5 q",
            "ZINCRBY z 1e20 a",
            "ZREM z q",
            "ZREM z a q",
            "ZPOPMIN z",
            "ZPOPMAX z 5",
            "ZPOPMIN z",
            "ZADD z -inf a 0.1 b 1e-7 c inf d",
            "ZRANGESTORE y z 1 2",
            "ZUNIONSTORE x 2 y z WEIGHTS 1 0.1",
            "ZMPOP 2 n x MIN COUNT 2",
            "ZREMRANGEBYRANK x 0 0",
            "ZREMRANGEBYSCORE x -inf inf",
            "ZREMRANGEBYLEX y - +",
            "COPY z y",
            "SORT z ALPHA STORE y",
            "RENAME z w");
    try (ReferenceServer theirs =
            ReferenceServer.startValkey(
                Stream.concat(Stream.of("--lazyfree-lazy-server-del", "no"), Stream.of(APPEND))
                    .toArray(String[]::new));
        TestServer ours = TestServer.start(directory, APPEND);
        RespClient theirClient = theirs.client();
        RespClient ourClient = ours.client()) {
      for (String command : commands) {
        Reply reply = ourClient.call(command.split(" "));
        Reply expected = theirClient.call(command.split(" "));
        if (!command.equals(RANDOM_ORDER)) {
          assertThat(reply).as(command).isEqualTo(expected);
        }
      }
      assertThat(appended(directory)).isEqualTo(appended(theirs.directory()));
    }
  }

  private static String appended(Path directory) throws IOException {
    return Files.readString(
        directory.resolve("appendonlydir/appendonly.aof.1.incr.aof"), StandardCharsets.ISO_8859_1);
  }
}
