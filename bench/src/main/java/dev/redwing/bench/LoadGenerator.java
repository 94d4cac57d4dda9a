package dev.redwing.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Histogram;

/**
 * One thread, many connections, each with one batch of {@code pipeline} commands on its way.
 *
 * <p>Closed loop: a connection sends its next batch when the last one is answered. With an offered
 * rate, batches are due at fixed times and latency counts from when a batch was due, so that a
 * stalled server cannot hide its stall (coordinated omission).
 */
final class LoadGenerator implements AutoCloseable {
  private static final long HIGHEST_LATENCY_NANOS = 60_000_000_000L;

  /**
   * How long an offered load sleeps when nothing is to be done: what its latencies are exact to.
   */
  private static final long NAP_NANOS = 50_000;

  /** What one run saw; latencies in nanoseconds, a batch at a time. */
  record Result(long operations, long elapsedNanos, Histogram latencyNanos) {
    double operationsPerSecond() {
      return operations * 1e9 / elapsedNanos;
    }
  }

  private final Selector selector;
  private final List<Lane> lanes = new ArrayList<>();
  private final int pipeline;
  private final int keySpace;
  private final RandomGenerator random;

  LoadGenerator(
      int port, int connections, int pipeline, List<Workload> mix, int keySpace, long seed)
      throws IOException {
    this.selector = Selector.open();
    this.pipeline = pipeline;
    this.keySpace = keySpace;
    this.random = new SplittableRandom(seed);
    for (int i = 0; i < connections; i++) {
      SocketChannel channel = SocketChannel.open();
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      lanes.add(new Lane(channel, channel.register(selector, SelectionKey.OP_READ), mix));
    }
  }

  /** Runs for {@code nanos}; {@code offeredPerSecond} 0 means as fast as answers come. */
  Result run(long nanos, long offeredPerSecond) throws IOException {
    return run(nanos, offeredPerSecond, Long.MAX_VALUE);
  }

  /** As fast as answers come, for {@code nanos} or until about {@code maxOperations} are sent. */
  Result runAtMost(long nanos, long maxOperations) throws IOException {
    return run(nanos, 0, maxOperations);
  }

  private Result run(long nanos, long offeredPerSecond, long maxOperations) throws IOException {
    Histogram latency = new Histogram(HIGHEST_LATENCY_NANOS, 3);
    long start = System.nanoTime();
    long end = start + nanos;
    long batchesPerSecond = Math.max(1, offeredPerSecond / pipeline);
    long intervalNanos =
        offeredPerSecond == 0 ? 0 : 1_000_000_000L * lanes.size() / batchesPerSecond;
    for (int i = 0; i < lanes.size(); i++) {
      Lane lane = lanes.get(i);
      lane.dueNanos = start + intervalNanos * i / lanes.size();
      if (intervalNanos == 0) {
        lane.send();
      }
    }
    long operations = 0;
    int busy = intervalNanos == 0 ? lanes.size() : 0;
    while (true) {
      long now = System.nanoTime();
      boolean over = now >= end || operations + (long) busy * pipeline >= maxOperations;
      if (over && busy == 0) {
        return new Result(operations, now - start, latency);
      }
      if (intervalNanos != 0 && !over) {
        busy += sendDue(now);
        if (selector.selectNow() == 0) {
          // Spinning would take a core from the server: what is measured would be the scheduler.
          LockSupport.parkNanos(NAP_NANOS);
        }
      } else {
        selector.select(100);
      }
      for (SelectionKey key : selector.selectedKeys()) {
        Lane lane = (Lane) key.attachment();
        if (lane.read()) {
          latency.recordValue(Math.min(System.nanoTime() - lane.dueNanos, HIGHEST_LATENCY_NANOS));
          operations += pipeline;
          busy--;
          lane.busy = false;
          if (intervalNanos != 0) {
            lane.dueNanos += intervalNanos;
          } else if (!over) {
            lane.dueNanos = System.nanoTime();
            lane.send();
            busy++;
          }
        }
      }
      selector.selectedKeys().clear();
    }
  }

  private int sendDue(long now) throws IOException {
    int sent = 0;
    for (Lane lane : lanes) {
      if (!lane.busy && lane.dueNanos <= now) {
        lane.send();
        sent++;
      }
    }
    return sent;
  }

  @Override
  public void close() throws IOException {
    for (Lane lane : lanes) {
      lane.channel.close();
    }
    selector.close();
  }

  /** One connection and its batch. */
  private final class Lane {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
    private final ByteBuffer out;
    private final int[] offsets;
    private final Workload.Encoded[] commands;
    private final ReplyCounter replies = new ReplyCounter();
    private int answersLeft;
    private long dueNanos;
    private boolean busy;

    Lane(SocketChannel channel, SelectionKey key, List<Workload> mix) {
      this.channel = channel;
      this.key = key;
      key.attach(this);
      commands = new Workload.Encoded[pipeline];
      offsets = new int[pipeline];
      int size = 0;
      for (int i = 0; i < pipeline; i++) {
        commands[i] = mix.get(i % mix.size()).encode(random);
        offsets[i] = size;
        size += commands[i].size();
      }
      out = ByteBuffer.allocateDirect(size);
      for (Workload.Encoded command : commands) {
        command.writeTo(out);
      }
    }

    void send() throws IOException {
      for (int i = 0; i < pipeline; i++) {
        commands[i].patch(out, offsets[i], random, keySpace);
      }
      out.clear();
      answersLeft = pipeline;
      if (dueNanos == 0) {
        dueNanos = System.nanoTime();
      }
      busy = true;
      write();
    }

    private void write() throws IOException {
      channel.write(out);
      key.interestOps(
          out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    /** Whether the batch is now wholly answered. */
    boolean read() throws IOException {
      if (out.hasRemaining()) {
        write();
      }
      in.clear();
      int count = channel.read(in);
      if (count < 0) {
        throw new EOFException("the server closed a connection under load");
      }
      in.flip();
      answersLeft -= replies.consume(in);
      return busy && answersLeft == 0;
    }
  }
}
