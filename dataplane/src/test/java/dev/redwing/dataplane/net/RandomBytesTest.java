package dev.redwing.dataplane.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is sent, the server answers or closes, serves the others, and forgets who is gone. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RandomBytesTest {
  private static final int CONNECTIONS = 1500;
  private static final int PROBE_EVERY = 100;
  private static final int MAX_BYTES = 4000;
  private static final int READ_TIMEOUT_MILLIS = 20_000;

  private static final String ALPHABET = "*$0123456789-\r\n \"'\\x\0\u00ffSETGetPINGmulti";

  @Test
  void neverStopTheServer() throws IOException {
    long seed = Long.getLong("redwing.bytes.seed", new Random().nextLong());
    System.out.println("RandomBytesTest seed " + seed);
    Random random = new Random(seed);
    try (TestServer server = TestServer.start("--client-query-buffer-limit", "1mb");
        RespClient control = server.client()) {
      for (int i = 0; i < CONNECTIONS; i++) {
        sendRandomly(server.port(), input(random), random);
        if (i % PROBE_EVERY == 0) {
          assertThat(control.text("ECHO", "still " + i)).isEqualTo("still " + i);
        }
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> control.text("CLIENT", "LIST").lines().count() == 1);
      // Nobody's half sent request, queued command or watched key is left.
      assertThat(control.text("FLUSHALL")).isEqualTo("OK");
      assertThat(control.text("INFO", "clients")).contains("connected_clients:1\r\n");
    }
  }

  private static byte[] input(Random random) {
    byte[] bytes = new byte[random.nextInt(MAX_BYTES)];
    switch (random.nextInt(3)) {
      case 0 -> random.nextBytes(bytes);
      case 1 -> {
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        }
      }
      default -> bytes = damaged(random);
    }
    return bytes;
  }

  /** Good commands with a few bytes changed, cut off or doubled. */
  private static byte[] damaged(Random random) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (int i = random.nextInt(30); i >= 0; i--) {
      all.writeBytes(
          switch (random.nextInt(6)) {
            case 0 ->
                RespClient.encode("SET", "k" + random.nextInt(5), "v".repeat(random.nextInt(300)));
            case 1 -> RespClient.encode("GET", "k" + random.nextInt(5));
            case 2 -> RespClient.encode("MULTI");
            case 3 -> RespClient.encode("EXEC");
            case 4 -> RespClient.encode("WATCH", "k" + random.nextInt(5));
            default -> "ECHO \"a b\"\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
          });
    }
    byte[] bytes = all.toByteArray();
    for (int i = random.nextInt(4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
  }

  /** In pieces; then reads until the server closes, or goes without a word. */
  private static void sendRandomly(int port, byte[] input, Random random) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(READ_TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      if (random.nextInt(10) == 0) {
        socket.setSoLinger(true, 0); // ends with a reset
      }
      try {
        OutputStream out = socket.getOutputStream();
        for (int from = 0; from < input.length; ) {
          int to = Math.min(input.length, from + 1 + random.nextInt(1000));
          out.write(input, from, to - from);
          from = to;
        }
        if (random.nextInt(4) > 0) {
          socket.shutdownOutput();
          readToTheEnd(socket.getInputStream());
        }
      } catch (SocketTimeoutException hangs) {
        throw new AssertionError("the server neither answers nor closes", hangs);
      } catch (IOException closedByTheServer) {
        // It may: what was sent is no protocol.
      }
    }
  }

  private static void readToTheEnd(InputStream in) throws IOException {
    byte[] bytes = new byte[8192];
    while (in.read(bytes) >= 0) {
      // What it says is the differential test's concern.
    }
  }
}
