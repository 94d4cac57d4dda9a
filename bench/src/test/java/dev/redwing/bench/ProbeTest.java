package dev.redwing.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The probe against a server that stops answering for as long as the test wants. */
class ProbeTest {
  private static final byte[] PONG = "+PONG\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /** Each millisecond one is due: of so many, most are seen even where the machine is busy. */
  private static final long SEEN_AT_LEAST = 100;

  private final CountDownLatch stalled = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    goOn.countDown();
    server.close();
  }

  private void serve(int stallBefore, int closeBefore) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try (Socket socket = server.accept()) {
                answer(socket, stallBefore, closeBefore);
              } catch (IOException | InterruptedException e) {
                // The probe has gone.
              }
            });
  }

  /** A request begins with the only asterisk in it. */
  private void answer(Socket socket, int stallBefore, int closeBefore)
      throws IOException, InterruptedException {
    InputStream in = socket.getInputStream();
    int requests = 0;
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b != '*') {
        continue;
      }
      requests++;
      if (requests == closeBefore) {
        return;
      }
      if (requests == stallBefore) {
        stalled.countDown();
        goOn.await();
      }
      socket.getOutputStream().write(PONG);
    }
  }

  @Test
  void everyRequestThatWasDueInAPauseHasSeenIt() throws Exception {
    serve(50, -1);
    try (Probe probe = Probe.start(server.getLocalPort())) {
      stalled.await();
      long since = System.nanoTime();
      while (System.nanoTime() - since < STALL_NANOS) {
        Thread.onSpinWait();
      }
      goOn.countDown();
      Histogram seen = probe.stop();
      assertThat(seen.getMaxValue()).isGreaterThan(STALL_NANOS * 99 / 100);
      assertThat(seen.getCountBetweenValues(STALL_NANOS / 2, Long.MAX_VALUE / 2))
          .isGreaterThan(SEEN_AT_LEAST);
    }
  }

  @Test
  void aServerThatGoesAwayIsAnError() throws Exception {
    serve(20, 20);
    goOn.countDown();
    try (Probe probe = Probe.start(server.getLocalPort())) {
      while (!probe.hasFailed()) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(probe::stop).isInstanceOf(IOException.class);
    }
  }
}
