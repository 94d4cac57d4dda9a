package dev.redwing.dataplane.net;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientRegistry;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.resp.InlineParser;
import dev.redwing.dataplane.resp.ProtocolLimits;
import dev.redwing.dataplane.resp.RequestBatch;
import dev.redwing.dataplane.stats.Counters;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on the configured addresses and makes a {@link ClientConnection} of who comes. */
@SuppressWarnings("FutureReturnValueIgnored") // of channels that are only closed
public final class Listener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  /** A client with more unread replies than this is not read until he has taken most of them. */
  private static final int UNREAD_HIGH_BYTES = 64 * 1024 * 1024;

  private static final int UNREAD_LOW_BYTES = 16 * 1024 * 1024;
  private static final int KEEPALIVE_PROBES = 3;

  private final Loop loop;
  private final Config config;
  private final ConnectionContext context;
  private final InlineParser inline = new InlineParser();
  private final List<Channel> tcp = new ArrayList<>();
  private final List<Channel> unix = new ArrayList<>();
  private String unixPath = "";

  public Listener(
      Loop loop,
      Config config,
      Clock clock,
      ClientRegistry clients,
      Counters counters,
      ProtocolLimits limits,
      RequestHandler handler) {
    this.loop = loop;
    this.config = config;
    context =
        new ConnectionContext(
            loop, handler, clients, counters, config, clock, limits, inline, new RequestBatch());
  }

  /** Begins to listen where {@code bind}, {@code port} and {@code unixsocket} say. */
  public void open() throws IOException {
    openTcp();
    if (!config.unixsocket().isEmpty()) {
      openUnix(config.unixsocket());
    }
  }

  /**
   * Listens where {@code bind} and {@code port} say now, and no more where they said before; when
   * that fails everything stays as it was.
   */
  public void rebind() throws IOException {
    List<Channel> before = new ArrayList<>(tcp);
    tcp.clear();
    // The same address cannot be bound twice: the old ones go first.
    close(before);
    openTcp();
  }

  /** The port that is listened on; 0 for none. */
  public int port() {
    return tcp.isEmpty() || !(tcp.getFirst().localAddress() instanceof InetSocketAddress address)
        ? 0
        : address.getPort();
  }

  private void openTcp() throws IOException {
    int port = config.port();
    if (port == 0) {
      return;
    }
    for (BindAddress address : BindAddress.parse(config.bind())) {
      try {
        tcp.add(bind(bootstrap(loop.sockets().tcpServer(), true), address.socketAddress(port)));
      } catch (IOException e) {
        if (!address.optional()) {
          throw new IOException(
              "Could not create server TCP listening socket %s:%d: %s"
                  .formatted(address.host(), port, e.getMessage()),
              e);
        }
        LOG.info("Not listening on {}:{}: {}", address.host(), port, e.getMessage());
      }
    }
    if (tcp.isEmpty()) {
      throw new IOException("Failed listening on port %d (tcp), aborting.".formatted(port));
    }
  }

  private void openUnix(String path) throws IOException {
    Files.deleteIfExists(Path.of(path));
    SocketAddress address =
        loop.sockets() == Sockets.NIO
            ? UnixDomainSocketAddress.of(path)
            : new DomainSocketAddress(path);
    try {
      unix.add(bind(bootstrap(loop.sockets().unixServer(), false), address));
    } catch (IOException e) {
      throw new IOException("Failed opening Unix socket: bind: " + e.getMessage(), e);
    }
    unixPath = path;
    if (config.unixsocketperm() != 0) {
      Files.setPosixFilePermissions(Path.of(path), permissions(config.unixsocketperm()));
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    // The enum's constants are in the order of the bits, from the highest.
    PosixFilePermission[] all = PosixFilePermission.values();
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < all.length; i++) {
      if ((mode >> (all.length - 1 - i) & 1) != 0) {
        set.add(all[i]);
      }
    }
    return set;
  }

  private ServerBootstrap bootstrap(Class<? extends ServerChannel> type, boolean isTcp) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop.group())
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, config.tcpBacklog())
            .childOption(ChannelOption.ALLOCATOR, loop.allocator())
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, loop.receiveBuffers())
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(UNREAD_LOW_BYTES, UNREAD_HIGH_BYTES))
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    setUp(channel, isTcp);
                  }
                });
    if (isTcp) {
      bootstrap
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.TCP_NODELAY, true);
    }
    return bootstrap;
  }

  private void setUp(Channel channel, boolean isTcp) {
    int keepAliveSeconds = config.tcpKeepaliveSeconds();
    if (isTcp && keepAliveSeconds > 0) {
      channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
      int interval = Math.max(1, keepAliveSeconds / KEEPALIVE_PROBES);
      loop.sockets().keepAlive(channel.config(), keepAliveSeconds, interval, KEEPALIVE_PROBES);
    }
    channel.pipeline().addLast(new ClientConnection(context, channel));
  }

  private static Channel bind(ServerBootstrap bootstrap, SocketAddress address) throws IOException {
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    Throwable cause = bound.cause();
    if (cause != null) {
      bound.channel().close();
      throw cause instanceof IOException e ? e : new IOException(cause.getMessage(), cause);
    }
    return bound.channel();
  }

  /**
   * Each second: closes those that leave more replies unread, and for longer, than they may, and
   * those that have ended unheard.
   */
  public void checkConnections(long nowMillis) {
    for (Client client : context.clients().all()) {
      if (client.connection() instanceof ClientConnection connection) {
        if (connection.pendingBytes() > 0) {
          connection.checkOutputLimits(nowMillis);
        }
        connection.checkEnd();
      }
    }
  }

  /** Listens no more; who is connected stays. */
  public void stopListening() {
    close(tcp);
    close(unix);
    tcp.clear();
    unix.clear();
    if (!unixPath.isEmpty()) {
      try {
        Files.deleteIfExists(Path.of(unixPath));
      } catch (IOException e) {
        LOG.warn("The Unix socket's file stays: {}", e.getMessage());
      }
    }
  }

  /** Gives the memory back; the loop has ended. */
  @Override
  public void close() {
    inline.close();
  }

  private static void close(List<Channel> channels) {
    for (Channel channel : channels) {
      ChannelFuture closed = channel.close();
      if (!channel.eventLoop().inEventLoop()) {
        closed.awaitUninterruptibly();
      }
    }
  }

  /** One word of {@code bind}; a leading {@code -} makes it optional. */
  private record BindAddress(String host, boolean optional) {
    static List<BindAddress> parse(List<String> words) {
      List<BindAddress> addresses = new ArrayList<>();
      for (String word : words) {
        boolean optional = word.startsWith("-");
        addresses.add(new BindAddress(optional ? word.substring(1) : word, optional));
      }
      // A socket on :: takes IPv4 as well: both at once are one.
      boolean anyVersion =
          NetUtil.isIpV4StackPreferred()
              ? false
              : addresses.stream().anyMatch(a -> a.host().equals("*"))
                  && addresses.stream().anyMatch(a -> a.host().equals("::*"))
                  && hasIpv6();
      if (anyVersion) {
        addresses.removeIf(address -> address.host().equals("*"));
        addresses.replaceAll(
            address -> address.host().equals("::*") ? new BindAddress("::*", false) : address);
      }
      return addresses;
    }

    private static boolean hasIpv6() {
      return NetUtil.LOCALHOST6 != null && Files.exists(Path.of("/proc/net/if_inet6"));
    }

    InetSocketAddress socketAddress(int port) throws UnknownHostException {
      return switch (host) {
        case "*" -> new InetSocketAddress(InetAddress.getByName("0.0.0.0"), port);
        case "::*" -> new InetSocketAddress(InetAddress.getByName("::"), port);
        default -> new InetSocketAddress(InetAddress.getByName(host), port);
      };
    }
  }
}
