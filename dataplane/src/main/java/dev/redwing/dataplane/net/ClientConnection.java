package dev.redwing.dataplane.net;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.client.Connection;
import dev.redwing.dataplane.config.ClientClass;
import dev.redwing.dataplane.config.OutputBufferLimit;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.resp.RequestBatch;
import dev.redwing.dataplane.resp.RequestDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection: the only handler in its channel's pipeline.
 *
 * <p>What a read brings is decoded where it lies. Only what stays over, an incomplete request or
 * one whose client has to wait, is copied into a buffer of the connection's own.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows as channelInactive
final class ClientConnection extends ChannelInboundHandlerAdapter implements Connection {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);
  private static final int MIN_KEPT_BYTES = 1024;

  /**
   * Whatever {@code client-query-buffer-limit} says: what a command brings about must fit a buffer,
   * with what is there already.
   */
  private static final int MAX_QUERY_BYTES = Integer.MAX_VALUE - 128 * 1024 * 1024;

  private static final long NOT_OVER_SOFT_LIMIT = -1;

  /** Fewer bytes of replies than this are not worth comparing with a limit between batches. */
  private static final int CHECKED_OUTPUT_BYTES = 64 * 1024;

  private final ConnectionContext shared;
  private final Channel channel;
  private final @Nullable Socket direct;
  private final ReplyWriter writer;
  private final RequestDecoder decoder;
  private final Client client;

  /** Bytes that are not executed yet, from the reader index on. */
  private ByteBuf kept = Unpooled.EMPTY_BUFFER;

  /** Whether something was read, and whether that was before the last {@link #checkEnd}. */
  private boolean readLately;

  private boolean endIsToBeChecked;

  private boolean registered;
  private boolean dirty;
  private boolean resuming;
  private boolean closing;
  private boolean closed;
  private boolean inputEnded;
  private long softLimitSinceMillis = NOT_OVER_SOFT_LIMIT;

  ClientConnection(ConnectionContext shared, Channel channel) {
    this.shared = shared;
    this.channel = channel;
    this.direct = shared.loop().sockets().direct(channel);
    this.writer = new ReplyWriter(shared.loop().replyBuffers());
    this.decoder = new RequestDecoder(shared.limits(), shared.inline());
    this.client =
        new Client(
            shared.clients().nextId(),
            this,
            writer,
            Addresses.text(channel.remoteAddress(), channel.localAddress()),
            Addresses.text(channel.localAddress(), channel.localAddress()),
            shared.clock().wallMillis());
    client.set(ClientFlag.UNIX_SOCKET, !(channel.localAddress() instanceof InetSocketAddress));
  }

  Client client() {
    return client;
  }

  // ---- reading ----

  @Override
  public void channelActive(ChannelHandlerContext context) {
    shared.counters().connectionsReceived++;
    String refusal = shared.refusal(channel);
    if (refusal.isEmpty()) {
      registered = true;
      shared.clients().add(client);
      shared.handler().connected(client);
    } else {
      shared.counters().connectionsRejected++;
      closing = true;
      writer.raw(refusal.getBytes(StandardCharsets.ISO_8859_1));
      flushLater();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      int length = bytes.readableBytes();
      shared.counters().readsProcessed++;
      readLately = true;
      shared.counters().netInputBytes += length;
      if (closing || closed) {
        return;
      }
      if (kept.isReadable()) {
        keep(bytes);
        runKept();
      } else {
        run(ReplyWriter.addressOf(bytes) + bytes.readerIndex(), length);
        bytes.skipBytes(decoder.consumed());
        decoder.forget(decoder.consumed());
        if (bytes.isReadable() && !closing && !closed) {
          client.setLastInteractionMillis(shared.clock().wallMillis());
          keep(bytes);
        }
      }
      checkQueryLimit();
    } finally {
      bytes.release();
    }
  }

  /**
   * Closes a connection that has ended without our hearing of it; called each second for all. When
   * data and the end come together, io_uring tells of the data only ({@link Sockets#hasEnded}). So
   * the system is asked, once, when nothing was read for a second.
   */
  void checkEnd() {
    if (endIsToBeChecked && !readLately && !closed && shared.loop().sockets().hasEnded(channel)) {
      channel.close();
    }
    endIsToBeChecked = readLately;
    readLately = false;
  }

  /** Executes what waited, once its client may go on. */
  void goOn() {
    resuming = false;
    if (!closed && kept.isReadable()) {
      runKept();
    }
    if (inputEnded) {
      closeAfterReplies();
    }
  }

  private void runKept() {
    run(ReplyWriter.addressOf(kept) + kept.readerIndex(), kept.readableBytes());
    kept.skipBytes(decoder.consumed());
    decoder.forget(decoder.consumed());
    if (!kept.isReadable()) {
      dropKept();
    }
  }

  /** Decodes and runs requests until there are none, or the client has to wait. */
  private void run(long address, int length) {
    if (isWaiting()) {
      return;
    }
    RequestBatch batch = shared.batch();
    while (!closing && !closed) {
      boolean trusted = client.isAuthenticated();
      decoder.setTrusted(trusted);
      // Whether a stranger may send more is known only after each of his commands.
      decoder.decode(batch, address, length, trusted ? RequestBatch.MAX_REQUESTS : 1);
      int size = batch.size();
      if (size == 0) {
        break;
      }
      int done = shared.handler().run(client, batch);
      if (done < size) {
        decoder.rewind(batch, done);
        break;
      }
      if (isWaiting() || (writer.size() > CHECKED_OUTPUT_BYTES && isOverHardLimit())) {
        break;
      }
    }
    if (writer.size() > 0) {
      flushLater();
    } else {
      shared.loop().requestTurnEnd();
    }
    if (decoder.takeEmptyLines() > 0) {
      shared.handler().emptyLine(client);
    }
    String error = decoder.error();
    if (error != null && !closing && !closed) {
      writer.error("ERR " + error);
      shared.handler().protocolError(client, error);
      client.closeAfterReplies();
    }
  }

  private boolean isWaiting() {
    return client.is(ClientFlag.BLOCKED) || client.is(ClientFlag.PAUSED);
  }

  private void keep(ByteBuf bytes) {
    int more = bytes.readableBytes();
    if (kept.writableBytes() < more) {
      int needed = Math.addExact(kept.readableBytes(), more);
      long wanted = decoder.wantedBytes();
      // No more than the argument that is arriving takes: it may be most of a pod's memory.
      long ahead = wanted > needed ? Math.min(wanted, 2L * needed) : 2L * kept.readableBytes();
      long roomy = Math.max(MIN_KEPT_BYTES, Math.max(needed, ahead));
      ByteBuf grown =
          shared.loop().allocator().directBuffer((int) Math.min(roomy, Integer.MAX_VALUE - 8L));
      grown.writeBytes(kept);
      kept.release();
      kept = grown;
    }
    kept.writeBytes(bytes);
  }

  private void dropKept() {
    kept.release();
    kept = Unpooled.EMPTY_BUFFER;
  }

  private void checkQueryLimit() {
    long limit = Math.min(shared.config().clientQueryBufferLimitBytes(), MAX_QUERY_BYTES);
    if (kept.readableBytes() > limit && !client.is(ClientFlag.MASTER)) {
      LOG.atWarn()
          .addKeyValue("client", client)
          .addKeyValue("queryBytes", kept.readableBytes())
          .log("Closing client that reached max query buffer length");
      client.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      // The other side has ended: what its last requests were answered is still sent.
      inputEnded = true;
      resumeLater();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    // Who does not read his replies is not read either. Replicas are: their ACKs are wanted.
    if (!client.is(ClientFlag.REPLICA)) {
      channel.config().setAutoRead(channel.isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (closed) {
      return;
    }
    closed = true;
    dropKept();
    if (registered) {
      shared.clients().remove(client);
      shared.handler().disconnected(client);
    }
    writer.release();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      lost(cause);
    } else {
      LOG.atError().setCause(cause).addKeyValue("client", client).log("Closing client");
      channel.close();
    }
  }

  private void lost(Throwable cause) {
    LOG.atDebug().addKeyValue("client", client).log("Connection lost: {}", cause.getMessage());
    channel.close();
  }

  // ---- writing ----

  @Override
  public void flushLater() {
    if (!dirty) {
      dirty = true;
      shared.loop().markDirty(this);
    }
  }

  /** Sends what is there and closes if asked to; by the loop at the end of a turn. */
  void flush() {
    dirty = false;
    if (closed || !channel.isActive()) {
      return;
    }
    if (client.is(ClientFlag.CLOSE_SOON)) {
      channel.close();
      return;
    }
    if (isOverHardLimit()) {
      return;
    }
    if (!closing && sendDirectly()) {
      shared.counters().writesProcessed++;
      softLimitSinceMillis = NOT_OVER_SOFT_LIMIT;
      return;
    }
    queueReplies();
    channel.unsafe().flush();
    shared.counters().writesProcessed++;
    if (closing) {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    } else {
      checkOutputLimits(shared.clock().wallMillis());
    }
  }

  /**
   * Gives the replies to the socket from where they lie. Returns whether that is done with; when
   * not, the socket has taken nothing, or is full and netty has the rest.
   */
  private boolean sendDirectly() {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    long address = writer.address();
    if (direct == null || address == 0 || queue == null || !queue.isEmpty()) {
      return false;
    }
    int size = (int) writer.size();
    int taken;
    try {
      taken = direct.sendAddress(address, 0, size);
    } catch (IOException e) {
      lost(e);
      return true;
    }
    shared.counters().netOutputBytes += size;
    if (taken == size) {
      writer.sent();
      return true;
    }
    ByteBuf rest = Objects.requireNonNull(writer.poll());
    channel.unsafe().write(rest.skipBytes(taken), channel.voidPromise());
    return false;
  }

  private void queueReplies() {
    Channel.Unsafe unsafe = channel.unsafe();
    for (ByteBuf next = writer.poll(); next != null; next = writer.poll()) {
      shared.counters().netOutputBytes += next.readableBytes();
      unsafe.write(next, channel.voidPromise());
    }
  }

  @Override
  public void send(ByteBuf bytes) {
    if (closed) {
      bytes.release();
      return;
    }
    queueReplies();
    shared.counters().netOutputBytes += bytes.readableBytes();
    channel.unsafe().write(bytes, channel.voidPromise());
    flushLater();
  }

  @Override
  public void setTcpNoDelay(boolean noDelay) {
    if (channel.remoteAddress() instanceof InetSocketAddress) {
      channel.config().setOption(ChannelOption.TCP_NODELAY, noDelay);
    }
  }

  @Override
  public void whenDrained(Runnable task) {
    queueReplies();
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            future -> {
              if (future.isSuccess()) {
                task.run();
              }
            });
  }

  /** Whether the client was closed because its replies are more than it may leave unread. */
  private boolean isOverHardLimit() {
    OutputBufferLimit limit = shared.config().clientOutputBufferLimit(outputClass());
    if (limit.hardBytes() == 0 || outputBytes() <= limit.hardBytes()) {
      return false;
    }
    closeForOutput();
    return true;
  }

  /** Closes a client whose unread replies exceed its limits; called each second for all. */
  void checkOutputLimits(long nowMillis) {
    OutputBufferLimit limit = shared.config().clientOutputBufferLimit(outputClass());
    long bytes = outputBytes();
    if (limit.softBytes() == 0 || bytes <= limit.softBytes()) {
      softLimitSinceMillis = NOT_OVER_SOFT_LIMIT;
    } else if (softLimitSinceMillis == NOT_OVER_SOFT_LIMIT) {
      softLimitSinceMillis = nowMillis;
    } else if (nowMillis - softLimitSinceMillis > limit.softSeconds() * 1000) {
      closeForOutput();
    }
  }

  private void closeForOutput() {
    if (client.is(ClientFlag.CLOSE_SOON)) {
      return;
    }
    LOG.atWarn()
        .addKeyValue("client", client)
        .addKeyValue("outputBytes", outputBytes())
        .log("Client closed for overcoming of output buffer limits");
    client.close();
  }

  private ClientClass outputClass() {
    if (client.is(ClientFlag.REPLICA)) {
      return ClientClass.REPLICA;
    }
    return client.is(ClientFlag.PUBSUB) ? ClientClass.PUBSUB : ClientClass.NORMAL;
  }

  private long outputBytes() {
    return writer.size() + pendingBytes();
  }

  @Override
  public long pendingBytes() {
    ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
    return outbound == null ? 0 : outbound.totalPendingWriteBytes();
  }

  @Override
  public int queryBytes() {
    return kept.readableBytes();
  }

  @Override
  public int queryFreeBytes() {
    return kept.writableBytes();
  }

  @Override
  public int fileDescriptor() {
    return channel instanceof UnixChannel unix ? unix.fd().intValue() : -1;
  }

  @Override
  public void resumeLater() {
    if (!resuming) {
      resuming = true;
      shared.loop().resume(this);
    }
  }

  @Override
  public void close() {
    closing = true;
    flushLater();
  }

  @Override
  public void closeAfterReplies() {
    closing = true;
    flushLater();
  }
}
