package dev.redwing.dataplane.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import dev.redwing.dataplane.testing.TestServer;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {
  private static final List<String> ODD_INPUT =
      List.of(
          "PING\r\n",
          "\r\n\n\r\nPING\n",
          "*0\r\n*-5\r\nPING\r\n",
          "*1\r\n$4\r\nPING\r\n*x\r\nPING\r\n",
          "*1\r\n!4\r\nPING\r\n",
          "*1\r\n$x\r\n",
          "*1\r\n$-4\r\n",
          "*1\r\n$536870913\r\n",
          "*2147483648\r\n",
          "*+1\r\n$4\r\nPING\r\n",
          "*01\r\n$4\r\nPING\r\n",
          "*-0\r\nPING\r\n",
          "*1\r\n$04\r\nPING\r\n",
          "echo \"unbalanced\r\n",
          "echo \"a\"b\r\n",
          "echo 'a\\'b' \r\n",
          "echo \"\\x41\\n\\t\\q\"\r\n",
          "*1\rX$4\rXPINGXX",
          "*1\r\n$4\r\nPINGXX*1\r\n$4\r\nPING\r\n",
          "x".repeat(70_000),
          "*" + "1".repeat(70_000),
          "*1\r\n$" + "1".repeat(70_000));

  @Test
  void answersOddInputAsRedisDoes() {
    try (ReferenceServer reference = ReferenceServer.start();
        TestServer ours = TestServer.start()) {
      for (String input : ODD_INPUT) {
        assertThat(answer(ours, input)).as(input).isEqualTo(answer(reference, input));
      }
    }
  }

  @Test
  void strangersMaySendAsLittleAsToRedis() {
    List<String> inputs =
        List.of(
            "*11\r\n",
            "*1\r\n$16385\r\n",
            "*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n*2\r\n$4\r\nECHO\r\n$20000\r\n"
                + "y".repeat(20_000)
                + "\r\n");
    try (ReferenceServer reference = ReferenceServer.start("--requirepass", "secret");
        TestServer ours = TestServer.start("--requirepass", "secret")) {
      for (String input : inputs) {
        assertThat(answer(ours, input)).as(input).isEqualTo(answer(reference, input));
      }
    }
  }

  private static String answer(RunningServer server, String input) {
    try (RespClient client = server.client()) {
      client.sendRaw(input);
      client.endInput();
      return client.readUntilClosed();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"io_uring", "epoll", "nio"})
  void everyTransportServes(String transport) {
    try (TestServer server = TestServer.start("--redwing-transport", transport);
        RespClient client = server.client()) {
      String large = "v".repeat(3_000_000);
      assertThat(client.text("ECHO", large)).isEqualTo(large);
      StringBuilder pipeline = new StringBuilder();
      for (int i = 0; i < 10_000; i++) {
        pipeline.append("ECHO ").append(i).append("\r\n");
      }
      client.sendRaw(pipeline.toString());
      for (int i = 0; i < 10_000; i++) {
        assertThat(RespClient.textOf(client.read())).isEqualTo(Integer.toString(i));
      }
      for (byte b : RespClient.encode("ECHO", "byte by byte")) {
        client.sendBytes(new byte[] {b});
      }
      assertThat(RespClient.textOf(client.read())).isEqualTo("byte by byte");
      client.sendRaw("PING\r\nQUIT\r\nPING\r\n");
      assertThat(client.readUntilClosed()).isEqualTo("+PONG\r\n+OK\r\n");
    }
  }

  /** Sockets take a part of a reply and then nothing for a while: the rest follows in order. */
  @ParameterizedTest
  @ValueSource(strings = {"io_uring", "epoll", "nio"})
  void repliesToASlowReaderArriveWholeAndInOrder(String transport) {
    try (TestServer server = TestServer.start("--redwing-transport", transport);
        RespClient slow = server.client();
        RespClient other = server.client()) {
      slow.call("SET", "key", "v".repeat(100_000));
      for (int i = 0; i < 200; i++) {
        slow.send("GET", "key");
        slow.send("ECHO", Integer.toString(i));
        // Answered only after the turn in which the slow one's replies were sent, or could not be.
        assertThat(other.text("PING")).isEqualTo("PONG");
      }
      for (int i = 0; i < 200; i++) {
        assertThat(RespClient.textOf(slow.read())).hasSize(100_000);
        assertThat(RespClient.textOf(slow.read())).isEqualTo(Integer.toString(i));
      }
    }
  }

  @Test
  void tooManyClientsAreToldSo() {
    try (TestServer server = TestServer.start("--maxclients", "2");
        RespClient first = server.client();
        RespClient second = server.client()) {
      first.text("PING");
      second.text("PING");
      try (RespClient third = server.client()) {
        assertThat(third.readUntilClosed()).isEqualTo("-ERR max number of clients reached\r\n");
      }
    }
  }

  @Test
  void idleClientsAreClosed() {
    try (TestServer server = TestServer.start("--timeout", "1");
        RespClient client = server.client()) {
      client.text("PING");
      assertThat(client.readUntilClosed()).isEmpty();
    }
  }

  @Test
  void aRequestLargerThanTheQueryBufferLimitCloses() {
    try (TestServer server = TestServer.start("--client-query-buffer-limit", "1mb");
        RespClient client = server.client()) {
      try {
        client.sendRaw("*2\r\n$4\r\nECHO\r\n$3000000\r\n" + "x".repeat(3_000_000));
      } catch (java.io.UncheckedIOException closedWhileSending) {
        // That is what is wanted.
      }
      assertThat(client.readUntilClosed()).isEmpty();
    }
  }

  @Test
  void repliesBeyondTheHardLimitClose() {
    try (TestServer server =
            TestServer.start("--client-output-buffer-limit", "normal", "200000", "0", "0");
        RespClient client = server.client()) {
      client.send("ECHO", "x".repeat(100_000));
      assertThat(client.readRaw()).hasSize(100_011);
      client.send("ECHO", "x".repeat(300_000));
      assertThat(client.readUntilClosed()).isEmpty();
    }
  }

  @Test
  void listensOnAUnixSocket(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("socket");
    for (String transport : List.of("io_uring", "epoll", "nio")) {
      try (TestServer server =
              TestServer.start(
                  "--unixsocket",
                  path.toString(),
                  "--unixsocketperm",
                  "700",
                  "--redwing-transport",
                  transport);
          SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        assertThat(server.port()).isPositive();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .isEqualTo("rwx------");
        channel.connect(UnixDomainSocketAddress.of(path));
        channel.write(ByteBuffer.wrap("CLIENT INFO\r\n".getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer reply = ByteBuffer.allocate(1024);
        channel.read(reply);
        assertThat(new String(reply.array(), 0, reply.position(), StandardCharsets.US_ASCII))
            .contains(" addr=" + path + ":0 laddr=" + path + ":0 ", " flags=U ");
      }
      assertThat(path).doesNotExist();
    }
  }

  /** All of it happens while the server sleeps: data and the reset are there at once. */
  @ParameterizedTest
  @ValueSource(strings = {"io_uring", "epoll", "nio"})
  void connectionsThatWereResetAreForgotten(String transport) throws Exception {
    try (TestServer server =
            TestServer.start("--redwing-transport", transport, "--enable-debug-command", "yes");
        RespClient client = server.client()) {
      client.text("PING");
      client.send("DEBUG", "SLEEP", "0.3");
      for (int i = 0; i < 20; i++) {
        try (Socket other = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
          other.getOutputStream().write("*2\r\n$4\r\nECHO\r\n$100\r\nhalf".getBytes(US_ASCII));
          other.setSoLinger(true, 0);
        }
      }
      client.read();
      Awaitility.await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> client.text("CLIENT", "LIST").lines().count() == 1);
    }
  }

  @Test
  void connectionsThatEndAreForgotten() {
    try (TestServer server = TestServer.start();
        RespClient client = server.client()) {
      for (int i = 0; i < 50; i++) {
        try (RespClient other = server.client()) {
          other.sendRaw("*2\r\n$4\r\nECHO\r\n$100\r\nhalf");
        }
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> client.text("CLIENT", "LIST").lines().count() == 1);
    }
  }
}
