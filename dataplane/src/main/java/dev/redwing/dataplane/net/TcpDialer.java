package dev.redwing.dataplane.net;

import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.BackgroundJobs;
import dev.redwing.dataplane.env.Dialer;
import dev.redwing.dataplane.env.Timers;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.resp.ReplyWriter;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Outgoing connections on the loop; names are looked up beside it. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows as channelInactive
public final class TcpDialer implements Dialer {
  private static final int KEEPALIVE_PROBES = 3;

  private final Loop loop;
  private final BackgroundJobs jobs;
  private final Config config;

  public TcpDialer(Loop loop, BackgroundJobs jobs, Config config) {
    this.loop = loop;
    this.jobs = jobs;
    this.config = config;
  }

  @Override
  public Link connect(String host, int port, long timeoutMillis, Handler handler) {
    TcpLink link = new TcpLink(handler);
    link.timer = loop.after(timeoutMillis, () -> link.failBeforeConnected("Operation timed out"));
    jobs.start(
        "redwing-resolve",
        progress -> InetAddress.getByName(host),
        outcome -> {
          switch (outcome) {
            case BackgroundJobs.Outcome.Done<InetAddress>(var address) ->
                connect(link, new InetSocketAddress(address, port));
            case BackgroundJobs.Outcome.Failed<InetAddress>(var cause) ->
                link.failBeforeConnected("Name or service not known: " + cause.getMessage());
          }
        });
    return link;
  }

  private void connect(TcpLink link, InetSocketAddress address) {
    if (link.ended) {
      return;
    }
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop.group())
            .channel(loop.sockets().tcpClient())
            .option(ChannelOption.ALLOCATOR, loop.allocator())
            .option(ChannelOption.RECVBUF_ALLOCATOR, loop.receiveBuffers())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .handler(link);
    if (!config.bindSourceAddr().isEmpty()) {
      bootstrap.localAddress(new InetSocketAddress(config.bindSourceAddr(), 0));
    }
    bootstrap
        .connect(address)
        .addListener(
            future -> {
              Throwable cause = future.cause();
              if (cause != null) {
                link.failBeforeConnected(String.valueOf(cause.getMessage()));
              }
            });
  }

  private final class TcpLink extends ChannelInboundHandlerAdapter implements Link {
    private final Handler handler;
    private @Nullable Channel channel;
    private Timers.@Nullable Timer timer;
    private boolean ended;

    private TcpLink(Handler handler) {
      this.handler = handler;
    }

    private void failBeforeConnected(String reason) {
      if (!ended && channel == null) {
        end();
        handler.closed(this, reason);
      }
    }

    private void end() {
      ended = true;
      cancelTimer();
    }

    private void cancelTimer() {
      Timers.Timer waiting = timer;
      if (waiting != null) {
        waiting.cancel();
        timer = null;
      }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      if (ended) {
        context.close();
        return;
      }
      cancelTimer();
      Channel connected = context.channel();
      channel = connected;
      int keepAliveSeconds = Math.max(1, config.tcpKeepaliveSeconds());
      int interval = Math.max(1, keepAliveSeconds / KEEPALIVE_PROBES);
      loop.sockets().keepAlive(connected.config(), keepAliveSeconds, interval, KEEPALIVE_PROBES);
      handler.connected(this);
      loop.requestTurnEnd();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      try {
        if (!ended) {
          handler.received(
              this, ReplyWriter.addressOf(bytes) + bytes.readerIndex(), bytes.readableBytes());
          loop.requestTurnEnd();
        }
      } finally {
        bytes.release();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (!ended) {
        end();
        handler.closed(this, "Connection lost");
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      boolean first = !ended;
      end();
      context.close();
      if (first) {
        handler.closed(this, String.valueOf(cause.getMessage()));
      }
    }

    @Override
    public void send(long address, int length) {
      ByteBuf copy = loop.allocator().directBuffer(length);
      NativeMemory.copy(address, ReplyWriter.addressOf(copy), length);
      write(copy.writerIndex(length));
    }

    @Override
    public void send(byte[] bytes) {
      write(Unpooled.copiedBuffer(bytes));
    }

    private void write(ByteBuf bytes) {
      Channel connected = channel;
      if (connected == null || ended) {
        bytes.release();
      } else {
        connected.writeAndFlush(bytes, connected.voidPromise());
      }
    }

    @Override
    public String remoteAddress() {
      Channel connected = channel;
      return connected == null
          ? ""
          : Addresses.text(connected.remoteAddress(), connected.localAddress());
    }

    @Override
    public String localAddress() {
      Channel connected = channel;
      return connected == null
          ? ""
          : Addresses.text(connected.localAddress(), connected.localAddress());
    }

    @Override
    public void setReading(boolean reading) {
      Channel connected = channel;
      if (connected != null) {
        connected.config().setAutoRead(reading);
      }
    }

    @Override
    public void close() {
      end();
      Channel connected = channel;
      if (connected != null) {
        connected.close();
      }
    }
  }
}
