package dev.redwing.dataplane.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;

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
