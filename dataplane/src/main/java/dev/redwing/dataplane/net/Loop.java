package dev.redwing.dataplane.net;

import dev.redwing.dataplane.config.Transport;
import dev.redwing.dataplane.env.Timers;
import dev.redwing.dataplane.resp.ReplyBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The one thread: netty's event loop, which is the command loop too.
 *
 * <p>A turn is one iteration: sockets are read, commands run, and then, once, {@link #endOfTurn}:
 * connections whose commands waited go on, the hooks run (persistence, replication, unblocking),
 * and every connection that has something to say writes it.
 */
public final class Loop implements Executor, Timers, AutoCloseable {
  private static final int SHARED_RECEIVE_BYTES = 64 * 1024;
  private static final int OWN_RECEIVE_BYTES = 16 * 1024;

  /** So that one busy connection cannot keep the others waiting for long. */
  private static final int MAX_READS_PER_TURN = 4;

  private static final int PAGE_BYTES = 8 * 1024;

  /** Chunks of {@code PAGE_BYTES << ORDER} = 1 MiB. */
  private static final int ORDER = 7;

  /**
   * Buffers of each size up to 32 KiB that are kept for the next reply, not given back to a chunk.
   */
  private static final int SMALL_KEPT = 256;

  private static final int LARGE_KEPT = 256;

  private final Sockets sockets;
  private final MultiThreadIoEventLoopGroup group;
  private final SingleThreadEventLoop thread;
  private final ByteBufAllocator allocator =
      new PooledByteBufAllocator(true, 0, 1, PAGE_BYTES, ORDER, SMALL_KEPT, LARGE_KEPT, false);
  private final ReplyBuffers replyBuffers = new ReplyBuffers(allocator);
  private final ByteBuf sharedReceiveBuffer;
  private final RecvByteBufAllocator receiveBuffers;

  private final List<Runnable> turnEndHooks = new ArrayList<>();
  private final Runnable endOfTurn = this::endOfTurn;
  private ArrayDeque<ClientConnection> resumed = new ArrayDeque<>();
  private ArrayList<ClientConnection> dirty = new ArrayList<>();
  private ArrayList<ClientConnection> flushing = new ArrayList<>();
  private boolean turnEndDue;

  public Loop(Transport transport) {
    sockets = Sockets.choose(transport);
    // A thread of netty's own kind: for others its pools of small objects keep nothing.
    ThreadFactory threads = task -> new FastThreadLocalThread(task, "redwing-loop");
    group = new MultiThreadIoEventLoopGroup(1, threads, sockets.handlers());
    thread = (SingleThreadEventLoop) group.next();
    sharedReceiveBuffer = allocator.directBuffer(SHARED_RECEIVE_BYTES, SHARED_RECEIVE_BYTES);
    receiveBuffers =
        sockets.readsAtOnce()
            ? new SharedReceiveBuffer(sharedReceiveBuffer, MAX_READS_PER_TURN)
            : new FixedRecvByteBufAllocator(OWN_RECEIVE_BYTES)
                .maxMessagesPerRead(MAX_READS_PER_TURN);
  }

  /** How sockets are driven: {@code io_uring}, {@code epoll} or {@code nio}. */
  public String transportName() {
    return sockets.name().toLowerCase(Locale.ROOT);
  }

  /** For buffers that go to sockets of this loop. */
  public ByteBufAllocator allocator() {
    return allocator;
  }

  /** For the replies of this loop's connections. */
  ReplyBuffers replyBuffers() {
    return replyBuffers;
  }

  /** Adds what runs at the end of every turn, in the order of adding, before replies leave. */
  public void addTurnEndHook(Runnable hook) {
    turnEndHooks.add(hook);
  }

  /** Makes this turn end with the hooks even if no connection has something to send. */
  public void requestTurnEnd() {
    if (!turnEndDue) {
      turnEndDue = true;
      thread.executeAfterEventLoopIteration(endOfTurn);
    }
  }

  @Override
  public void execute(Runnable task) {
    thread.execute(task);
  }

  /**
   * Runs a task after the next look at the sockets: the next slice of long work. One that queues
   * itself by {@link #execute} would run again before clients are looked at, for up to a second.
   */
  public void nextTurn(Runnable task) {
    Timer ignored = after(0, task);
  }

  @Override
  public Timer after(long delayMillis, Runnable task) {
    ScheduledFuture<?> scheduled = thread.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
    return () -> scheduled.cancel(false);
  }

  SingleThreadEventLoop thread() {
    return thread;
  }

  MultiThreadIoEventLoopGroup group() {
    return group;
  }

  Sockets sockets() {
    return sockets;
  }

  RecvByteBufAllocator receiveBuffers() {
    return receiveBuffers;
  }

  void markDirty(ClientConnection connection) {
    dirty.add(connection);
    requestTurnEnd();
  }

  void resume(ClientConnection connection) {
    resumed.add(connection);
    requestTurnEnd();
  }

  private void endOfTurn() {
    turnEndDue = false;
    // Connections that are resumed meanwhile are served by the next turn's end.
    ArrayDeque<ClientConnection> resuming = resumed;
    if (!resuming.isEmpty()) {
      resumed = new ArrayDeque<>();
      for (ClientConnection connection : resuming) {
        connection.goOn();
      }
    }
    for (int i = 0; i < turnEndHooks.size(); i++) {
      turnEndHooks.get(i).run();
    }
    ArrayList<ClientConnection> ready = dirty;
    dirty = flushing;
    flushing = ready;
    for (int i = 0; i < ready.size(); i++) {
      ready.get(i).flush();
    }
    ready.clear();
  }

  /** Ends the thread after what is queued; returns when it has ended. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    sharedReceiveBuffer.release();
    replyBuffers.close();
  }
}
