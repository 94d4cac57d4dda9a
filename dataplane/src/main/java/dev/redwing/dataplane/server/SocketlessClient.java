package dev.redwing.dataplane.server;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.NoConnection;
import dev.redwing.dataplane.resp.InlineParser;
import dev.redwing.dataplane.resp.ProtocolLimits;
import dev.redwing.dataplane.resp.ReplyBuffers;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.resp.RequestBatch;
import dev.redwing.dataplane.resp.RequestDecoder;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * For tests and benchmarks of what commands cost: a client whose commands are decoded, run and
 * answered as if they had just been read from a socket, again and again. Sockets and netty's pool
 * of buffers, whose costs are a turn's and not a command's, are not in it.
 */
public final class SocketlessClient implements AutoCloseable {
  /** Commands of one turn of the loop. */
  private static final int PIPELINE = 16;

  private final Server server;
  private final InlineParser inline = new InlineParser();
  private final RequestDecoder decoder = new RequestDecoder(new ProtocolLimits(), inline);
  private final RequestBatch batch = new RequestBatch();
  private final ReusedBuffers buffers = new ReusedBuffers();
  private final ReplyWriter reply = new ReplyWriter(new ReplyBuffers(buffers));
  private final Client client =
      new Client(1000, new NoConnection(), reply, "127.0.0.1:1", "127.0.0.1:2", 0);
  private final ByteBuf requests;

  private final Runnable task = this::runAndTell;
  private final Semaphore done = new Semaphore(0);
  private @Nullable Throwable failure;

  /** Each of the {@code commands} is its words, in ASCII and with single spaces between them. */
  public SocketlessClient(Server server, List<String> commands) {
    this.server = server;
    StringBuilder encoded = new StringBuilder();
    for (String command : commands) {
      String[] words = command.split(" ", -1);
      encoded.append('*').append(words.length).append("\r\n");
      for (String word : words) {
        encoded.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
      }
    }
    byte[] bytes = encoded.toString().getBytes(StandardCharsets.US_ASCII);
    requests = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
  }

  /**
   * Has the loop run all commands once, and waits; not for the loop's own thread.
   *
   * @throws IllegalStateException if one of them was refused
   */
  public void run() throws InterruptedException {
    long errors = reply.errorCount();
    server.loop.execute(task);
    done.acquire();
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
    if (reply.errorCount() != errors) {
      throw new IllegalStateException(reply.lastError());
    }
  }

  private void runAndTell() {
    try {
      runHere();
    } catch (Throwable e) {
      failure = e;
    } finally {
      done.release();
    }
  }

  /** Runs all commands once. On the loop's thread. */
  void runHere() {
    int from = 0;
    while (from < requests.readableBytes()) {
      int length = requests.readableBytes() - from;
      decoder.decode(batch, requests.memoryAddress() + from, length, PIPELINE);
      int consumed = decoder.consumed();
      decoder.forget(consumed);
      from += consumed;
      if (server.commandLoop.run(client, batch) != batch.size()) {
        throw new IllegalStateException("the client was not served to the end");
      }
      server.commandLoop.endTurn();
      for (ByteBuf out = reply.poll(); out != null; out = reply.poll()) {
        out.release();
      }
    }
  }

  @Override
  public void close() {
    requests.release();
    reply.release();
    buffers.close();
    inline.close();
  }

  /** Gives the same few buffers out again and again: who takes one releases it. */
  private static final class ReusedBuffers extends AbstractByteBufAllocator
      implements AutoCloseable {
    private static final int BUFFER_BYTES = 2 << 20;

    private final ByteBuf[] buffers = new ByteBuf[2];

    ReusedBuffers() {
      for (int i = 0; i < buffers.length; i++) {
        buffers[i] = Unpooled.directBuffer(BUFFER_BYTES);
      }
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
      for (ByteBuf buffer : buffers) {
        if (buffer.refCnt() == 1 && initialCapacity <= BUFFER_BYTES) {
          return buffer.retain().clear();
        }
      }
      throw new IllegalStateException("a reply needs more buffers");
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
      throw new IllegalStateException("replies are written into direct buffers");
    }

    @Override
    public boolean isDirectBufferPooled() {
      return true;
    }

    @Override
    public void close() {
      for (ByteBuf buffer : buffers) {
        buffer.release();
      }
    }
  }
}
