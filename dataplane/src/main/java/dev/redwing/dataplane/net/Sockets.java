package dev.redwing.dataplane.net;

import dev.redwing.dataplane.config.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** One way of driving sockets, with netty's classes for it. */
enum Sockets {
  IO_URING(
      IoUringServerSocketChannel.class,
      IoUringServerDomainSocketChannel.class,
      IoUringSocketChannel.class) {
    @Override
    IoHandlerFactory handlers() {
      return IoUringIoHandler.newFactory();
    }

    @Override
    boolean hasEnded(Channel channel) {
      return channel instanceof IoUringSocketChannel socket
          && socket.isOpen()
          && socket.tcpInfo().state() == TCP_CLOSE;
    }

    @Override
    void keepAlive(ChannelConfig config, int idleSeconds, int intervalSeconds, int probes) {
      config.setOption(IoUringChannelOption.TCP_KEEPIDLE, idleSeconds);
      config.setOption(IoUringChannelOption.TCP_KEEPINTVL, intervalSeconds);
      config.setOption(IoUringChannelOption.TCP_KEEPCNT, probes);
    }
  },
  EPOLL(
      EpollServerSocketChannel.class,
      EpollServerDomainSocketChannel.class,
      EpollSocketChannel.class) {
    @Override
    IoHandlerFactory handlers() {
      return EpollIoHandler.newFactory();
    }

    @Override
    @Nullable Socket direct(Channel channel) {
      return channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket
          ? socket
          : null;
    }

    @Override
    void keepAlive(ChannelConfig config, int idleSeconds, int intervalSeconds, int probes) {
      config.setOption(EpollChannelOption.TCP_KEEPIDLE, idleSeconds);
      config.setOption(EpollChannelOption.TCP_KEEPINTVL, intervalSeconds);
      config.setOption(EpollChannelOption.TCP_KEEPCNT, probes);
    }
  },
  NIO(NioServerSocketChannel.class, NioServerDomainSocketChannel.class, NioSocketChannel.class) {
    @Override
    IoHandlerFactory handlers() {
      return NioIoHandler.newFactory();
    }

    @Override
    void keepAlive(ChannelConfig config, int idleSeconds, int intervalSeconds, int probes) {
      config.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), idleSeconds);
      config.setOption(
          NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), intervalSeconds);
      config.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), probes);
    }
  };

  /** The state of a connection that was reset, as Linux numbers them in tcp_states.h. */
  private static final int TCP_CLOSE = 7;

  private final Class<? extends ServerChannel> tcpServer;
  private final Class<? extends ServerChannel> unixServer;
  private final Class<? extends Channel> tcpClient;

  Sockets(
      Class<? extends ServerChannel> tcpServer,
      Class<? extends ServerChannel> unixServer,
      Class<? extends Channel> tcpClient) {
    this.tcpServer = tcpServer;
    this.unixServer = unixServer;
    this.tcpClient = tcpClient;
  }

  /** What {@code wanted} means on this machine. */
  static Sockets choose(Transport wanted) {
    return switch (wanted) {
      case AUTO -> IoUring.isAvailable() ? IO_URING : Epoll.isAvailable() ? EPOLL : NIO;
      case IO_URING -> {
        IoUring.ensureAvailability();
        yield IO_URING;
      }
      case EPOLL -> {
        Epoll.ensureAvailability();
        yield EPOLL;
      }
      case NIO -> NIO;
    };
  }

  abstract IoHandlerFactory handlers();

  /**
   * Whether a TCP connection was reset without a word from netty. netty 4.2.18 reads no more after
   * data that io_uring calls the last for now, although an end was seen with it. The others always
   * tell.
   */
  boolean hasEnded(Channel channel) {
    return false;
  }

  /**
   * The socket to send by while netty has nothing to send, which saves its queue and a buffer for
   * each reply; null where a send is not over when the call returns.
   */
  @Nullable Socket direct(Channel channel) {
    return null;
  }

  abstract void keepAlive(ChannelConfig config, int idleSeconds, int intervalSeconds, int probes);

  Class<? extends ServerChannel> tcpServer() {
    return tcpServer;
  }

  Class<? extends ServerChannel> unixServer() {
    return unixServer;
  }

  Class<? extends Channel> tcpClient() {
    return tcpClient;
  }

  /**
   * Whether a read fills its buffer and returns at once, so that all connections can share one;
   * io_uring's reads are under way for as long as a connection is idle.
   */
  boolean readsAtOnce() {
    return this != IO_URING;
  }
}
