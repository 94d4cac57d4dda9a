package dev.redwing.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A client with nothing to do but to see how long replies take: every millisecond it asks, PING and
 * GET by turns, on a connection of its own.
 *
 * <p>Requests are due at fixed times and are sent then, whether or not earlier ones are answered; a
 * reply's time counts from when its request was due. So a pause is seen by all that fall into it
 * (coordinated omission), and a server that answers each within two milliseconds is not charged
 * with a queue that is the client's own.
 */
final class Probe implements AutoCloseable {
  static final String KEY = "probe";

  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final byte[] PING = ascii("*1\r\n$4\r\nPING\r\n");
  private static final byte[] GET = ascii("*2\r\n$3\r\nGET\r\n$5\r\n" + KEY + "\r\n");

  private final SocketChannel channel;
  private final long startNanos;
  private final Thread sender;
  private final Thread reader;

  /** The reader's, until it has ended. */
  private final Histogram latencyNanos = new Histogram(3);

  private volatile boolean stopping;

  /** How many requests there are to be answered; known before the last is sent. */
  private volatile long total = Long.MAX_VALUE;

  private volatile @Nullable IOException failure;

  private Probe(SocketChannel channel) {
    this.channel = channel;
    startNanos = System.nanoTime();
    sender = Thread.ofPlatform().name("probe-sender").daemon().unstarted(this::send);
    reader = Thread.ofPlatform().name("probe-reader").daemon().unstarted(this::read);
  }

  /** Asks until {@link #stop}. */
  static Probe start(int port) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    Probe probe = new Probe(channel);
    probe.reader.start();
    probe.sender.start();
    return probe;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private long dueNanos(long request) {
    return startNanos + request * INTERVAL_NANOS;
  }

  private void send() {
    try {
      long request = 0;
      while (!stopping) {
        awaitTime(dueNanos(request));
        send(request);
        request++;
      }
      // The reader waits for one more: it cannot have read its reply before it knows the end.
      total = request + 1;
      awaitTime(dueNanos(request));
      send(request);
    } catch (IOException e) {
      failure = e;
    }
  }

  private void send(long request) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(request % 2 == 0 ? PING : GET);
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  private static void awaitTime(long dueNanos) {
    for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void read() {
    ByteBuffer in = ByteBuffer.allocateDirect(64 << 10);
    ReplyCounter replies = new ReplyCounter();
    try {
      long answered = 0;
      while (answered < total) {
        in.clear();
        if (channel.read(in) < 0) {
          throw new EOFException("the server closed the probe's connection");
        }
        long now = System.nanoTime();
        in.flip();
        for (int left = replies.consume(in); left > 0; left--) {
          latencyNanos.recordValue(Math.max(0, now - dueNanos(answered)));
          answered++;
        }
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  /** Whether it has ended by itself: the server is gone. */
  boolean hasFailed() {
    return failure != null;
  }

  /** Ends it when all is answered; what it has seen, in nanoseconds. */
  Histogram stop() throws IOException {
    stopping = true;
    try {
      sender.join();
      if (failure != null) {
        channel.close();
      }
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a probe ends", e);
    }
    if (failure != null) {
      throw new IOException("the probe ended early", failure);
    }
    return latencyNanos;
  }

  @Override
  public void close() throws IOException {
    stopping = true;
    channel.close();
  }
}
