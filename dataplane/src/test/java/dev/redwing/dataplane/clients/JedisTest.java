package dev.redwing.dataplane.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol.Keyword;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.ZAddParams;
import redis.clients.jedis.params.ZRangeParams;
import redis.clients.jedis.resps.Tuple;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JedisTest {
  private static final int MANY = 1000;

  private static RedisClient connect(TestServer server, RedisProtocol protocol) {
    return RedisClient.builder()
        .hostAndPort("127.0.0.1", server.port())
        .clientConfig(DefaultJedisClientConfig.builder().protocol(protocol).build())
        .build();
  }

  @ParameterizedTest
  @EnumSource(
      value = RedisProtocol.class,
      names = {"RESP2", "RESP3"})
  void calls(RedisProtocol protocol) {
    try (TestServer server = TestServer.start();
        RedisClient client = connect(server, protocol)) {
      assertThat(client.ping()).isEqualTo("PONG");
      assertThat(client.get("absent")).isNull();
      assertThat(client.set("text", "gr\u00fc\u00df dich")).isEqualTo("OK");
      assertThat(client.get("text")).isEqualTo("gr\u00fc\u00df dich");
      byte[] key = {0, '\r', '\n', -1};
      client.set(key, new byte[100_000]);
      assertThat(client.get(key)).isEqualTo(new byte[100_000]);
      assertThat(client.set("text", "x", SetParams.setParams().nx())).isNull();
      assertThat(client.setGet("text", "new")).isEqualTo("gr\u00fc\u00df dich");
      assertThat(client.incrBy("n", 41)).isEqualTo(41);
      assertThat(client.incrByFloat("n", 0.5)).isEqualTo(41.5);
      client.set("short", "v", SetParams.setParams().ex(100));
      assertThat(client.ttl("short")).isBetween(90L, 100L);
      assertThat(client.expireTime("short")).isPositive();
      assertThat(client.persist("short")).isEqualTo(1);
      assertThat(client.mget("text", "absent", "n")).containsExactly("new", null, "41.5");
      assertThat(client.type("n")).isEqualTo("string");
      assertThat(client.copy("n", "m", false)).isTrue();
      assertThat(client.restore("restored", 0, client.dump("text"))).isEqualTo("OK");
      assertThat(client.get("restored")).isEqualTo("new");
      assertThatThrownBy(() -> client.incr("text"))
          .isInstanceOf(JedisDataException.class)
          .hasMessage("ERR value is not an integer or out of range");
      assertThat(client.del("text", "absent", "n")).isEqualTo(2);
      assertThat(client.info("server")).contains("redis_version:");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = RedisProtocol.class,
      names = {"RESP2", "RESP3"})
  void collections(RedisProtocol protocol) {
    try (TestServer server = TestServer.start();
        RedisClient client = connect(server, protocol)) {
      assertThat(client.rpush("list", "a", "b", "c")).isEqualTo(3);
      assertThat(client.lrange("list", 0, -1)).containsExactly("a", "b", "c");
      assertThat(client.lpop("list")).isEqualTo("a");
      assertThat(client.lpop("nosuch")).isNull();
      assertThat(client.hset("hash", Map.of("f", "1", "g", "2"))).isEqualTo(2);
      assertThat(client.hgetAll("hash")).containsOnly(Map.entry("f", "1"), Map.entry("g", "2"));
      assertThat(client.hmget("hash", "g", "h")).containsExactly("2", null);
      assertThat(client.hincrByFloat("hash", "f", 0.5)).isEqualTo(1.5);
      assertThat(client.sadd("set", "x", "y")).isEqualTo(2);
      assertThat(client.smembers("set")).containsExactlyInAnyOrder("x", "y");
      assertThat(client.sismember("set", "z")).isFalse();
      assertThat(client.srandmember("set", 5)).containsExactlyInAnyOrder("x", "y");
      sortedSet(client);
      assertThat(client.type("list")).isEqualTo("list");
      assertThatThrownBy(() -> client.zadd("list", 1, "a"))
          .isInstanceOf(JedisDataException.class)
          .hasMessageStartingWith("WRONGTYPE");
      for (String key : List.of("list", "hash", "set", "zset")) {
        assertThat(client.restore(key + ":copy", 0, client.dump(key))).isEqualTo("OK");
        assertThat(client.type(key + ":copy")).isEqualTo(client.type(key));
        assertThat(client.memoryUsage(key)).isPositive();
      }
    }
  }

  private static void sortedSet(RedisClient client) {
    Map<String, Double> scores =
        Map.of("low", Double.NEGATIVE_INFINITY, "a", 0.1, "b", 2.0, "high", Double.MAX_VALUE);
    assertThat(client.zadd("zset", scores)).isEqualTo(4);
    assertThat(client.zadd("zset", 3, "b", ZAddParams.zAddParams().gt().ch())).isEqualTo(1);
    assertThat(client.zscore("zset", "low")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(client.zscore("zset", "nosuch")).isNull();
    assertThat(client.zrank("zset", "b")).isEqualTo(2);
    assertThat(client.zincrby("zset", 0.2, "a")).isEqualTo(0.1 + 0.2);
    assertThat(client.zmscore("zset", "b", "nosuch")).containsExactly(3.0, null);
    assertThat(client.zrange("zset", 0, -1)).containsExactly("low", "a", "b", "high");
    assertThat(client.zrangeWithScores("zset", 1, 2))
        .containsExactly(new Tuple("a", 0.1 + 0.2), new Tuple("b", 3.0));
    assertThat(client.zrange("zset", new ZRangeParams(Keyword.BYSCORE, "(0.3", "+inf")))
        .containsExactly("a", "b", "high");
    assertThat(client.zscan("zset", ScanParams.SCAN_POINTER_START).getResult()).hasSize(4);
    assertThat(client.zrandmember("zset", 9)).hasSize(4);
    assertThat(client.zpopmax("zset")).isEqualTo(new Tuple("high", Double.MAX_VALUE));
    assertThat(client.zpopmin("zset", 2))
        .containsExactly(new Tuple("low", Double.NEGATIVE_INFINITY), new Tuple("a", 0.1 + 0.2));
    assertThat(client.zpopmin("nosuch")).isNull();
    assertThat(client.zcard("zset")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = RedisProtocol.class,
      names = {"RESP2", "RESP3"})
  void pipelinesAndScans(RedisProtocol protocol) {
    try (TestServer server = TestServer.start();
        RedisClient client = connect(server, protocol)) {
      List<Response<String>> replies = new ArrayList<>();
      Set<String> keys = new TreeSet<>();
      try (Pipeline pipeline = client.pipelined()) {
        for (int i = 0; i < MANY; i++) {
          pipeline.set("key:" + i, "value" + i);
          replies.add(pipeline.get("key:" + i));
          keys.add("key:" + i);
        }
        pipeline.sync();
      }
      for (int i = 0; i < MANY; i++) {
        assertThat(replies.get(i).get()).isEqualTo("value" + i);
      }
      Set<String> seen = new TreeSet<>();
      String cursor = ScanParams.SCAN_POINTER_START;
      do {
        var page = client.scan(cursor, new ScanParams().match("key:*").count(100));
        seen.addAll(page.getResult());
        cursor = page.getCursor();
      } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
      assertThat(seen).isEqualTo(keys);
      assertThat(client.keys("*")).hasSize(MANY);
      assertThat(client.dbSize()).isEqualTo(MANY);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = RedisProtocol.class,
      names = {"RESP2", "RESP3"})
  void transactions(RedisProtocol protocol) {
    try (TestServer server = TestServer.start();
        RedisClient client = connect(server, protocol);
        Jedis connection =
            new Jedis(
                new HostAndPort("127.0.0.1", server.port()),
                DefaultJedisClientConfig.builder().protocol(protocol).build())) {
      try (AbstractTransaction transaction = client.multi()) {
        Response<String> set = transaction.set("a", "1");
        Response<Long> incremented = transaction.incr("a");
        assertThat(transaction.exec()).containsExactly("OK", 2L);
        assertThat(set.get()).isEqualTo("OK");
        assertThat(incremented.get()).isEqualTo(2);
      }
      connection.watch("a");
      client.set("a", "7");
      Transaction lost = connection.multi();
      lost.set("a", "8");
      assertThat(lost.exec()).isNull();
      Transaction dropped = connection.multi();
      dropped.set("a", "9");
      assertThat(dropped.discard()).isEqualTo("OK");
      assertThat(client.get("a")).isEqualTo("7");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = RedisProtocol.class,
      names = {"RESP2", "RESP3"})
  void comesBackAfterItsConnectionWasClosed(RedisProtocol protocol) {
    try (TestServer server = TestServer.start();
        RedisClient client = connect(server, protocol);
        RespClient other = server.client()) {
      client.set("a", "1");
      assertThat(other.text("CLIENT", "KILL", "TYPE", "normal")).isEqualTo("1");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptionsInstanceOf(JedisConnectionException.class)
          .until(() -> "1".equals(client.get("a")));
    }
  }
}
