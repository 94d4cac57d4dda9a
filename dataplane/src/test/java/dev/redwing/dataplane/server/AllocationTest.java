package dev.redwing.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.TestServer;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands leave nothing on the heap: from the decoder through the dispatcher and a turn's end to
 * the reply, on the loop's own thread, as the server has wired them ({@link SocketlessClient}).
 * {@code bench jmh} shows the same for those that matter most, with JMH.
 */
class AllocationTest {
  private static final int COMMANDS = 8_000;
  private static final int PIPELINE = 16;

  /** The compiler may need that many times {@link #COMMANDS} before it is done. */
  private static final int MAX_ROUNDS = 50;

  private static TestServer server;

  @BeforeAll
  static void start() {
    String checked = System.getProperty(Arena.CHECKED_PROPERTY, "false");
    // Checked memory keeps an account of all blocks, which is on the heap.
    System.setProperty(Arena.CHECKED_PROPERTY, "false");
    try {
      server = TestServer.start("--hz", "10");
    } finally {
      System.setProperty(Arena.CHECKED_PROPERTY, checked);
    }
    try (RespClient client = server.client()) {
      for (int i = 0; i < 100; i++) {
        client.call("SET", "key:" + i, "value");
        client.call("HSET", "small:hash", "field:" + i, "value");
        client.call("SADD", "small:integers", Integer.toString(i));
        client.call("SADD", "small:set", "member:" + i);
        client.call("RPUSH", "small:list", "element:" + i);
        client.call("ZADD", "small:zset", Integer.toString(i), "member:" + i);
      }
      for (int i = 0; i < 1000; i++) {
        client.call("HSET", "big:hash", "field:" + i, "value");
        client.call("SADD", "big:set", "member:" + i);
        client.call("RPUSH", "big:list", "element:" + i);
        client.call("ZADD", "big:zset", Integer.toString(i), "member:" + i);
      }
    }
  }

  @AfterAll
  static void close() {
    server.close();
  }

  /** Several commands are what each of them leaves on average: what one adds, another removes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "PING",
        "SET key:1 other",
        "SET key:1 value EX 100",
        "GET key:1",
        "GET none",
        "MSET key:1 a key:2 b key:3 c",
        "MGET key:1 key:2 none",
        "INCR counter",
        "APPEND key:5 x;SET key:5 x",
        "SET gone x;DEL gone",
        "EXPIRE key:4 100",
        "TTL key:4",
        "EXISTS key:1 none",
        "TYPE key:1",
        "HSET small:hash field:1 other",
        "HSET big:hash field:1 other",
        "HSET small:hash new x;HDEL small:hash new",
        "HSET big:hash new x;HDEL big:hash new",
        "HGET small:hash field:1",
        "HGET big:hash field:1",
        "HMGET small:hash field:1 none",
        "HINCRBY small:hash number 1",
        "HLEN big:hash",
        "LPUSH small:list x;RPOP small:list",
        "LPUSH big:list x;RPOP big:list",
        "RPUSH big:list x y z;LPOP big:list 3",
        "LPUSH made x;RPOP made",
        "LINDEX big:list 500",
        "LRANGE big:list 400 499",
        "LSET big:list 500 x",
        "LLEN small:list",
        "SADD small:integers 200;SREM small:integers 200",
        "SADD small:set new;SREM small:set new",
        "SADD big:set new;SREM big:set new",
        "SISMEMBER big:set member:1",
        "SCARD big:set"
      })
  void nothingPerCommand(String commands) {
    assertAllocatesNothing(commands);
  }

  /** All of a collection is replied by a visitor, which must not be a new one each time. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HGETALL small:hash",
        "HGETALL big:hash",
        "HKEYS small:hash",
        "HVALS small:hash",
        "SMEMBERS small:set",
        "SMEMBERS small:integers",
        "SMEMBERS big:set"
      })
  void nothingPerWalk(String commands) {
    assertAllocatesNothing(commands);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ZADD small:zset 7 member:1;ZADD small:zset 70 member:1",
        "ZADD big:zset 7 member:1;ZADD big:zset 70 member:1",
        "ZRANGE small:zset 0 -1",
        "ZRANGE big:zset 400 499",
        "ZRANGE big:zset 400 +inf BYSCORE LIMIT 0 100",
        "ZADD big:zset LT CH 0.1 member:1;ZADD big:zset GT CH 1e300 member:1",
        "ZADD small:zset 7 new;ZREM small:zset new",
        "ZADD big:zset 7 new;ZREM big:zset new",
        "ZADD made 1 x;ZPOPMIN made",
        "ZADD big:zset -1 new;ZPOPMIN big:zset 1",
        "ZADD big:zset inf new;ZPOPMAX big:zset",
        "ZADD big:zset INCR 1 member:2",
        "ZINCRBY small:zset 0.1 member:2",
        "ZSCORE small:zset member:2",
        "ZSCORE big:zset member:500",
        "ZMSCORE big:zset member:500 none",
        "ZRANK small:zset member:50",
        "ZRANK big:zset member:500",
        "ZREVRANK big:zset member:500 WITHSCORE",
        "ZCARD big:zset",
        "ZCOUNT big:zset (10.5 +inf",
        "ZLEXCOUNT small:zset [member:1 (member:2",
        "ZRANGE big:zset 0 9 REV WITHSCORES",
        "ZREVRANGE small:zset 0 -1 WITHSCORES",
        "ZRANGEBYSCORE big:zset -inf (100 WITHSCORES",
        "ZREVRANGEBYSCORE big:zset +inf 100 LIMIT 5 5",
        "ZRANGEBYLEX small:zset - [member:5",
        "ZADD big:zset -7 new;ZREMRANGEBYSCORE big:zset -8 (0",
        "ZADD big:zset -7 new;ZREMRANGEBYRANK big:zset 0 0",
        "ZRANDMEMBER big:zset",
        "ZRANDMEMBER small:zset"
      })
  void nothingPerCommandOfASortedSet(String commands) {
    assertAllocatesNothing(commands);
  }

  /** The measuring itself: an error's text is a String, which one can see. */
  @Test
  void whatIsAllocatedIsSeen() {
    assertThat(bytesPerCommand("HGETALL key:1 too-many", 1)).isGreaterThan(16);
  }

  private static void assertAllocatesNothing(String commands) {
    assertThat(bytesPerCommand(commands, MAX_ROUNDS)).as(commands).isLessThan(1);
  }

  /** Rounds until one of them leaves less than a byte a command, or the last one's figure. */
  private static double bytesPerCommand(String commands, int maxRounds) {
    CompletableFuture<Double> measured = new CompletableFuture<>();
    server
        .server()
        .loop
        .execute(
            () -> {
              try {
                measured.complete(measure(server.server(), commands, maxRounds));
              } catch (Throwable e) {
                measured.completeExceptionally(e);
              }
            });
    return measured.join();
  }

  private static double measure(Server server, String commands, int maxRounds) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<String> each = List.of(commands.split(";", -1));
    List<String> pipeline =
        IntStream.range(0, PIPELINE).mapToObj(i -> each.get(i % each.size())).toList();
    try (SocketlessClient client = new SocketlessClient(server, pipeline)) {
      double bytes = Double.MAX_VALUE;
      for (int round = 0; round < maxRounds && bytes >= 1; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < COMMANDS; i += PIPELINE) {
          client.runHere();
        }
        bytes = (double) (threads.getCurrentThreadAllocatedBytes() - before) / COMMANDS;
      }
      return bytes;
    }
  }
}
