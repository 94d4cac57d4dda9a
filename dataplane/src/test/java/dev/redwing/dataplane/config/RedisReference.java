package dev.redwing.dataplane.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.SafeEncoder;

/** A real redis-server 7.0.15 to compare with; the test is skipped where there is none. */
public final class RedisReference implements AutoCloseable {
  private final Process process;
  private final Jedis client;

  private RedisReference(Process process, Jedis client) {
    this.process = process;
    this.client = client;
  }

  /** Starts one in {@code directory} with these further arguments. */
  public static RedisReference start(Path directory, String... arguments) throws IOException {
    Path binary = Path.of("/usr/bin/redis-server");
    Assumptions.assumeTrue(Files.isExecutable(binary), "redis-server is not installed");
    int port = freePort();
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--port", Integer.toString(port), "--logfile", "redis.log"));
    Process process = new ProcessBuilder(command).directory(directory.toFile()).start();
    Jedis client = new Jedis("127.0.0.1", port);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .ignoreException(JedisConnectionException.class)
        .until(() -> client.ping().equals("PONG"));
    String info = client.info("server");
    Assumptions.assumeTrue(
        info.contains("redis_version:7.0.15"), "the comparison is with redis-server 7.0.15");
    return new RedisReference(process, client);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public Jedis client() {
    return client;
  }

  /** The reply as text: errors as their message, arrays as their elements. */
  public List<String> ask(String command, String... arguments) {
    try {
      Object reply =
          client.sendCommand(() -> SafeEncoder.encode(command), SafeEncoder.encodeMany(arguments));
      return texts(reply);
    } catch (JedisDataException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> texts(@Nullable Object reply) {
    List<String> texts = new ArrayList<>();
    switch (reply) {
      case byte[] bytes -> texts.add(new String(bytes, Protocol.CHARSET));
      case List<?> list -> list.forEach(each -> texts.addAll(texts(each)));
      case null -> texts.add("(nil)");
      default -> texts.add(reply.toString());
    }
    return texts;
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
    process.onExit().join();
  }
}
