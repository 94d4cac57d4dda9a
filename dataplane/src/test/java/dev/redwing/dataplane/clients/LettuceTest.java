package dev.redwing.dataplane.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.TestServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.KeyValue;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.SetArgs;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.ZAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LettuceTest {
  private static final int MANY = 1000;
  private static final ClientResources RESOURCES =
      DefaultClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();

  @AfterAll
  static void stop() throws Exception {
    RESOURCES.shutdown(0, 10, TimeUnit.SECONDS).get(20, TimeUnit.SECONDS);
  }

  /** A client and its connection, closed together. */
  private static final class Session implements AutoCloseable {
    private final RedisClient client;
    final StatefulRedisConnection<String, String> connection;

    Session(TestServer server, ProtocolVersion protocol) {
      client = RedisClient.create(RESOURCES, RedisURI.create("127.0.0.1", server.port()));
      client.setOptions(ClientOptions.builder().protocolVersion(protocol).build());
      connection = client.connect();
    }

    RedisCommands<String, String> sync() {
      return connection.sync();
    }

    @Override
    public void close() {
      connection.close();
      client.close();
    }
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void calls(ProtocolVersion protocol) {
    try (TestServer server = TestServer.start();
        Session session = new Session(server, protocol)) {
      RedisCommands<String, String> client = session.sync();
      assertThat(client.ping()).isEqualTo("PONG");
      assertThat(client.get("absent")).isNull();
      assertThat(client.set("text", "gr\u00fc\u00df dich")).isEqualTo("OK");
      assertThat(client.get("text")).isEqualTo("gr\u00fc\u00df dich");
      assertThat(client.set("text", "x", SetArgs.Builder.nx())).isNull();
      assertThat(client.setGet("text", "new")).isEqualTo("gr\u00fc\u00df dich");
      assertThat(client.incrby("n", 41)).isEqualTo(41);
      assertThat(client.incrbyfloat("n", 0.5)).isEqualTo(41.5);
      client.set("short", "v", SetArgs.Builder.ex(100));
      assertThat(client.ttl("short")).isBetween(90L, 100L);
      assertThat(client.persist("short")).isTrue();
      assertThat(client.mget("text", "absent"))
          .containsExactly(KeyValue.just("text", "new"), KeyValue.empty("absent"));
      assertThat(client.restore("restored", 0, client.dump("text"))).isEqualTo("OK");
      assertThat(client.get("restored")).isEqualTo("new");
      assertThatThrownBy(() -> client.incr("text"))
          .isInstanceOf(RedisCommandExecutionException.class)
          .hasMessage("ERR value is not an integer or out of range");
      assertThat(client.configGet("maxmemory")).containsEntry("maxmemory", "0");
      assertThat(client.clientInfo()).contains("lib-name=Lettuce");
      assertThat(client.command()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void collections(ProtocolVersion protocol) {
    try (TestServer server = TestServer.start();
        Session session = new Session(server, protocol)) {
      RedisCommands<String, String> client = session.sync();
      assertThat(client.rpush("list", "a", "b", "c")).isEqualTo(3);
      assertThat(client.lrange("list", 0, -1)).containsExactly("a", "b", "c");
      assertThat(client.lpop("list", 2)).containsExactly("a", "b");
      assertThat(client.lpop("nosuch")).isNull();
      assertThat(client.hset("hash", Map.of("f", "1", "g", "2"))).isEqualTo(2);
      assertThat(client.hgetall("hash")).containsOnly(Map.entry("f", "1"), Map.entry("g", "2"));
      assertThat(client.hmget("hash", "g", "h"))
          .containsExactly(KeyValue.just("g", "2"), KeyValue.empty("h"));
      assertThat(client.hincrbyfloat("hash", "f", 0.5)).isEqualTo(1.5);
      assertThat(client.sadd("set", "x", "y")).isEqualTo(2);
      assertThat(client.smembers("set")).containsExactlyInAnyOrder("x", "y");
      assertThat(client.smismember("set", "x", "z")).containsExactly(true, false);
      sortedSet(client);
      assertThatThrownBy(() -> client.zadd("list", 1, "a"))
          .isInstanceOf(RedisCommandExecutionException.class)
          .hasMessageStartingWith("WRONGTYPE");
      for (String key : List.of("list", "hash", "set", "zset")) {
        assertThat(client.restore(key + ":copy", 0, client.dump(key))).isEqualTo("OK");
        assertThat(client.type(key + ":copy")).isEqualTo(client.type(key));
        assertThat(client.memoryUsage(key)).isPositive();
      }
    }
  }

  private static void sortedSet(RedisCommands<String, String> client) {
    Object[] scores = {
      Double.NEGATIVE_INFINITY, "low", 0.1, "a", 2.0, "b", Double.MAX_VALUE, "high"
    };
    assertThat(client.zadd("zset", scores)).isEqualTo(4);
    assertThat(client.zadd("zset", ZAddArgs.Builder.gt().ch(), 3, "b")).isEqualTo(1);
    assertThat(client.zscore("zset", "low")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(client.zscore("zset", "nosuch")).isNull();
    assertThat(client.zrank("zset", "b")).isEqualTo(2);
    assertThat(client.zincrby("zset", 0.2, "a")).isEqualTo(0.1 + 0.2);
    assertThat(client.zrange("zset", 0, -1)).containsExactly("low", "a", "b", "high");
    assertThat(client.zrangeWithScores("zset", 1, 2))
        .containsExactly(ScoredValue.just(0.1 + 0.2, "a"), ScoredValue.just(3, "b"));
    assertThat(
            client.zrangebyscore(
                "zset", Range.from(Range.Boundary.excluding(0.3), Range.Boundary.unbounded())))
        .containsExactly("a", "b", "high");
    assertThat(client.zscan("zset").getValues()).hasSize(4);
    assertThat(client.zpopmax("zset")).isEqualTo(ScoredValue.just(Double.MAX_VALUE, "high"));
    assertThat(client.zpopmin("zset", 2))
        .containsExactly(
            ScoredValue.just(Double.NEGATIVE_INFINITY, "low"), ScoredValue.just(0.1 + 0.2, "a"));
    assertThat(client.zcard("zset")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void pipelinesAndScans(ProtocolVersion protocol) throws Exception {
    try (TestServer server = TestServer.start();
        Session session = new Session(server, protocol)) {
      RedisAsyncCommands<String, String> pipeline = session.connection.async();
      session.connection.setAutoFlushCommands(false);
      List<RedisFuture<String>> replies = new ArrayList<>();
      Set<String> keys = new TreeSet<>();
      for (int i = 0; i < MANY; i++) {
        var _ = pipeline.set("key:" + i, "value" + i);
        replies.add(pipeline.get("key:" + i));
        keys.add("key:" + i);
      }
      session.connection.flushCommands();
      session.connection.setAutoFlushCommands(true);
      for (int i = 0; i < MANY; i++) {
        assertThat(replies.get(i).get(20, TimeUnit.SECONDS)).isEqualTo("value" + i);
      }
      Set<String> seen = new TreeSet<>();
      ScanCursor cursor = ScanCursor.INITIAL;
      do {
        KeyScanCursor<String> page =
            session.sync().scan(cursor, ScanArgs.Builder.limit(100).match("key:*"));
        seen.addAll(page.getKeys());
        cursor = page;
      } while (!cursor.isFinished());
      assertThat(seen).isEqualTo(keys);
    }
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void transactions(ProtocolVersion protocol) {
    try (TestServer server = TestServer.start();
        Session session = new Session(server, protocol);
        RespClient other = server.client()) {
      RedisCommands<String, String> client = session.sync();
      assertThat(client.multi()).isEqualTo("OK");
      client.set("a", "1");
      client.incr("a");
      TransactionResult done = client.exec();
      assertThat(done.wasDiscarded()).isFalse();
      assertThat(done).containsExactly("OK", 2L);
      client.watch("a");
      other.call("SET", "a", "7");
      client.multi();
      client.set("a", "8");
      assertThat(client.exec().wasDiscarded()).isTrue();
      assertThat(client.get("a")).isEqualTo("7");
    }
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void comesBackAfterItsConnectionWasClosed(ProtocolVersion protocol) {
    try (TestServer server = TestServer.start();
        Session session = new Session(server, protocol);
        RespClient other = server.client()) {
      session.sync().set("a", "1");
      assertThat(other.text("CLIENT", "KILL", "TYPE", "normal")).isEqualTo("1");
      assertThat(session.sync().get("a")).isEqualTo("1");
    }
  }
}
