package dev.redwing.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.ServerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** No user data is in the JVM's heap: what is larger than all of it is stored, sorted, replied. */
class SmallHeapTest {
  private static final int MIB = 1 << 20;

  /** So many strings of 1 MiB are more than the heap of 64. */
  private static final int COUNT = 80;

  private static ServerProcess server;

  @BeforeAll
  static void start() {
    // Each command is in the slow log.
    server = ServerProcess.start("--slowlog-log-slower-than", "0", "--appendonly", "yes");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String large(int number) {
    return "%03d".formatted(number) + "v".repeat(MIB);
  }

  /** Reads all that the server says before it closes the connection, as QUIT asks. */
  private static long bytesOfReply(String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write((command + "QUIT\r\n").getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aValueLargerThanTheHeap() {
    int length = 96 * MIB;
    try (RespClient client = server.client()) {
      assertThat(client.text("SET", "value", "v".repeat(length))).isEqualTo("OK");
      assertThat(client.text("GET", "value")).hasSize(length);
      assertThat(client.text("INCRBYFLOAT", "value", "1"))
          .isEqualTo("-ERR value is not a valid float");
      assertThat(client.text("DEL", "value")).isEqualTo("1");
    }
  }

  @Test
  void aCollectionLargerThanTheHeap() {
    try (RespClient client = server.client()) {
      for (int i = 0; i < COUNT; i++) {
        String element = large(COUNT - 1 - i);
        client.text("RPUSH", "list", element);
        client.text("SADD", "set", element);
        client.text("HSET", "hash", element, "1");
        client.text("ZADD", "zset", "1", element);
      }
      String count = Integer.toString(COUNT);
      assertThat(client.text("SORT", "list", "ALPHA", "STORE", "stored")).isEqualTo(count);
      assertThat(client.text("LINDEX", "stored", "0")).startsWith("000v");
      assertThat(client.text("LPOS", "stored", large(7))).isEqualTo("7");
      assertThat(client.text("SUNIONSTORE", "stored", "set")).isEqualTo(count);
      assertThat(client.text("ZUNIONSTORE", "stored", "2", "zset", "set")).isEqualTo(count);
      assertThat(client.text("ZRANGESTORE", "stored", "zset", "0", "-1")).isEqualTo(count);
      assertThat(client.text("HSTRLEN", "hash", large(3))).isEqualTo("1");
      assertThat(bytesOfReply("LRANGE list 0 -1\r\n")).isGreaterThan((long) COUNT * MIB);
      assertThat(bytesOfReply("SPOP set " + count + "\r\n")).isGreaterThan((long) COUNT * MIB);
      assertThat(client.text("SCARD", "set")).isEqualTo("0");
      client.text("DEL", "list", "hash", "zset", "stored");
    }
  }

  @Test
  void anArgumentThatIsToBeANameAndIsNone() {
    String tooLong = "n".repeat(2 * MIB);
    String refused = "-ERR argument of 2097152 bytes: at most 1048576 here";
    try (RespClient client = server.client()) {
      assertThat(client.text("CLIENT", "SETNAME", tooLong)).isEqualTo(refused);
      assertThat(client.text("SORT", "list", "BY", tooLong)).isEqualTo(refused);
      assertThat(client.text("CONFIG", "GET", tooLong)).isEqualTo(refused);
      assertThat(client.text(tooLong)).startsWith("-ERR unknown command 'nnnn");
      assertThat(client.text("PING")).isEqualTo("PONG");
    }
  }
}
