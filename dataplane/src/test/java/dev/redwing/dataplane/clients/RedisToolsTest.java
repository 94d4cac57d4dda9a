package dev.redwing.dataplane.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.testing.Contents;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import dev.redwing.dataplane.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** redis-cli and redis-benchmark say of us what they say of redis-server. */
class RedisToolsTest {
  private static final long TIMEOUT_SECONDS = 60;
  private static final int KEYS = 200;

  @TempDir private Path directory;

  /** Runs a tool, which must end well; returns its lines. */
  private List<String> run(RunningServer server, String input, String program, String... arguments)
      throws IOException, InterruptedException {
    Path path = Path.of("/usr/bin", program);
    Assumptions.assumeTrue(Files.isExecutable(path), program + " is not installed");
    Path in = Files.writeString(directory.resolve("in"), input, StandardCharsets.ISO_8859_1);
    Path out = directory.resolve("out");
    List<String> command = new ArrayList<>(List.of(path.toString()));
    command.addAll(List.of("-h", "127.0.0.1", "-p", Integer.toString(server.port())));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectErrorStream(true)
            .start();
    boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    List<String> lines = Files.readAllLines(out, StandardCharsets.ISO_8859_1);
    assertThat(ended).as("%s: %s", command, lines).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, lines).isZero();
    return lines;
  }

  private static void fill(RunningServer server) {
    try (RespClient client = server.client()) {
      for (int i = 0; i < KEYS; i++) {
        assertThat(client.text("SET", "key:" + i, "x".repeat(i))).isEqualTo("OK");
      }
      for (int i = 0; i < KEYS; i++) {
        assertThat(client.text("RPUSH", "list", "element" + i)).isNotEmpty();
        assertThat(client.text("SADD", "set", "member" + i)).isEqualTo("1");
        assertThat(client.text("HSET", "hash", "field" + i, "value")).isEqualTo("1");
        assertThat(client.text("ZADD", "zset", i / 2.0 + "", "member" + i)).isEqualTo("1");
      }
      client.call("RPUSH", "list:small", "a", "b");
      client.call("SADD", "set:small", "a", "b");
      client.call("HSET", "hash:small", "a", "b");
      client.call("ZADD", "zset:small", "1", "a", "-inf", "b");
      // The largest in any allocator's classes of size.
      assertThat(client.text("SET", "key:large", "x".repeat(10_000))).isEqualTo("OK");
    }
  }

  @Test
  void redisBenchmarkRunsThroughItsCommands() throws Exception {
    try (TestServer server = TestServer.start()) {
      // All that it does when nothing is chosen.
      List<String> lines =
          run(server, "", "redis-benchmark", "-n", "2000", "-c", "20", "-P", "8", "--csv");
      assertThat(lines.stream().map(line -> line.split(",", -1)[0].replace("\"", "")))
          .contains(
              "PING_INLINE",
              "PING_MBULK",
              "SET",
              "GET",
              "INCR",
              "LPUSH",
              "RPUSH",
              "LPOP",
              "RPOP",
              "SADD",
              "HSET",
              "SPOP",
              "ZADD",
              "ZPOPMIN",
              "LRANGE_100 (first 100 elements)",
              "LRANGE_600 (first 600 elements)",
              "MSET (10 keys)")
          .noneMatch(line -> line.contains("WARNING") || line.contains("rror"));
      try (RespClient client = server.client()) {
        assertThat(client.text("GET", "counter:__rand_int__")).isEqualTo("2000");
      }
    }
  }

  /** Members, fields and scores at random, so that sets and hashes become large. */
  @Test
  void redisBenchmarkFillsCollections() throws Exception {
    try (TestServer server = TestServer.start()) {
      run(
          server,
          "",
          "redis-benchmark",
          "-t",
          "sadd,hset,zadd,lpush",
          "-n",
          "3200",
          "-r",
          "100000",
          "-P",
          "16",
          "--csv");
      try (RespClient client = server.client()) {
        assertThat(client.text("LLEN", "mylist")).isEqualTo("3200");
        assertThat(Integer.parseInt(client.text("SCARD", "myset"))).isBetween(2000, 3200);
        assertThat(Integer.parseInt(client.text("HLEN", "myhash"))).isBetween(2000, 3200);
        assertThat(Integer.parseInt(client.text("ZCARD", "myzset"))).isBetween(2000, 3200);
        assertThat(client.text("OBJECT", "ENCODING", "myzset")).isEqualTo("skiplist");
      }
    }
  }

  @Test
  void redisCliSamplesAndScansAsWithRedis() throws Exception {
    try (ReferenceServer reference = ReferenceServer.start();
        TestServer ours = TestServer.start()) {
      fill(reference);
      fill(ours);
      // Progress depends on the order of keys, and sizes in memory are our own.
      Pattern summary =
          Pattern.compile("(Sampled|Total|Biggest|\\d+ (strings|lists|sets|hashs|zsets)).*");
      for (String option : List.of("--bigkeys", "--memkeys")) {
        assertThat(summary(run(ours, "", "redis-cli", option), summary))
            .as(option)
            .isNotEmpty()
            .isEqualTo(summary(run(reference, "", "redis-cli", option), summary));
      }
      for (String pattern : List.of("*", "key:1*", "nosuch")) {
        assertThat(run(ours, "", "redis-cli", "--scan", "--pattern", pattern))
            .containsExactlyInAnyOrderElementsOf(
                run(reference, "", "redis-cli", "--scan", "--pattern", pattern));
      }
    }
  }

  private static List<String> summary(List<String> lines, Pattern pattern) {
    return lines.stream()
        .filter(line -> pattern.matcher(line).matches())
        .map(line -> line.replaceAll("has \\d+ bytes|with \\d+ bytes.*", "with some bytes"))
        .toList();
  }

  /** It poses as a replica, and takes the file instead of a stream. */
  @Test
  void redisCliFetchesAFileThatRedisLoads() throws Exception {
    Path file = directory.resolve("dump.rdb");
    try (TestServer ours = TestServer.start()) {
      fill(ours);
      run(ours, "", "redis-cli", "--rdb", file.toString());
      Map<String, String> expected = Contents.of(ours);
      assertThat(expected).hasSize(KEYS + 9);
      try (ReferenceServer reference = ReferenceServer.start(directory)) {
        assertThat(Contents.of(reference)).isEqualTo(expected);
      }
    }
  }

  @Test
  void redisCliPipesMassInsertions() throws Exception {
    String input =
        IntStream.range(0, 20_000)
            .mapToObj(i -> new String(insertion(i), StandardCharsets.ISO_8859_1))
            .collect(Collectors.joining());
    try (TestServer server = TestServer.start()) {
      assertThat(run(server, input, "redis-cli", "--pipe")).contains("errors: 0, replies: 20000");
      try (RespClient client = server.client()) {
        assertThat(client.text("DBSIZE")).isEqualTo("16004");
        for (String count : List.of("LLEN list", "SCARD set", "HLEN hash", "ZCARD zset")) {
          assertThat(client.text(count.split(" ", -1))).as(count).isEqualTo("1000");
        }
      }
    }
  }

  /** Of 20 commands 16 set a key and one each adds to one collection of each type. */
  private static byte[] insertion(int i) {
    return switch (i % 20) {
      case 0 -> RespClient.encode("RPUSH", "list", "element" + i);
      case 1 -> RespClient.encode("SADD", "set", "member" + i);
      case 2 -> RespClient.encode("HSET", "hash", "field" + i, "value" + i);
      case 3 -> RespClient.encode("ZADD", "zset", Integer.toString(-i), "member" + i);
      default -> RespClient.encode("SET", "key:" + i, "value" + i);
    };
  }

  @Test
  void redisCliMeasuresLatency() throws Exception {
    try (TestServer server = TestServer.start()) {
      assertThat(run(server, "", "redis-cli", "--latency", "--raw", "-i", "0.1").getFirst())
          .matches("\\d+ \\d+ \\d+\\.\\d\\d \\d+");
    }
  }

  @Test
  void redisCliShowsResp3AsWithRedis() throws Exception {
    try (ReferenceServer reference = ReferenceServer.start();
        TestServer ours = TestServer.start()) {
      fill(reference);
      fill(ours);
      for (String command :
          List.of(
              "CONFIG GET maxmemory*",
              "LCS key:10 key:20 IDX",
              "MGET key:1 nosuch key:2",
              "COMMAND GETKEYS MSET a b c d",
              "OBJECT ENCODING key:1",
              "INCR key:1",
              "COMMAND DOCS GET",
              "PEXPIRETIME key:1",
              "ZRANGE zset 0 3 WITHSCORES",
              "ZSCORE zset member3",
              "HGETALL hash:small",
              "SMEMBERS set:small",
              "LRANGE list 0 2",
              "ZPOPMIN zset:small")) {
        List<String> arguments = new ArrayList<>(List.of("-3", "--no-raw"));
        arguments.addAll(List.of(command.split(" ", -1)));
        String[] words = arguments.toArray(new String[0]);
        assertThat(sorted(run(ours, "", "redis-cli", words)))
            .as(command)
            .isEqualTo(sorted(run(reference, "", "redis-cli", words)));
      }
      assertThat(run(ours, "SET a 1\nGET a\nMULTI\nINCR a\nEXEC\n", "redis-cli", "-3"))
          .isEqualTo(run(reference, "SET a 1\nGET a\nMULTI\nINCR a\nEXEC\n", "redis-cli", "-3"));
    }
  }

  /** Maps have no order, and what is shown has numbers. */
  private static List<String> sorted(List<String> lines) {
    return lines.stream().map(line -> line.replaceAll("^ *\\d+[#)~] ", "")).sorted().toList();
  }
}
