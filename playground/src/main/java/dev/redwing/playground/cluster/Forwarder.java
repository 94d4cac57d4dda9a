package dev.redwing.playground.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One port of a service: takes connections and passes them on to the targets in turn. Without a
 * target it does not listen, so that connections are refused, as kube-proxy has it. Connections
 * stay with their target when the targets change.
 */
final class Forwarder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
  private static final int BUFFER_BYTES = 64 * 1024;

  private final InetSocketAddress address;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile List<InetSocketAddress> targets = List.of();
  private @Nullable ServerSocketChannel listener;

  Forwarder(InetSocketAddress address) {
    this.address = address;
  }

  /** Only the control loop calls this. */
  void target(List<InetSocketAddress> next) {
    targets = List.copyOf(next);
    if (next.isEmpty()) {
      close();
    } else if (listener == null) {
      listen();
    }
  }

  private void listen() {
    try {
      ServerSocketChannel channel = ServerSocketChannel.open();
      channel.bind(address);
      listener = channel;
      Thread.ofVirtual().name("service " + address).start(() -> accept(channel));
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("address", address).setCause(e).log("cannot listen for a service");
    }
  }

  private void accept(ServerSocketChannel channel) {
    try {
      while (true) {
        SocketChannel client = channel.accept();
        Thread.ofVirtual().start(() -> connect(client));
      }
    } catch (AsynchronousCloseException e) {
      LOG.trace("closed", e); // no targets any more
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("address", address).setCause(e).log("a service stopped listening");
    }
  }

  private void connect(SocketChannel client) {
    List<InetSocketAddress> now = targets;
    try (client) {
      if (now.isEmpty()) {
        return;
      }
      InetSocketAddress target = now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
      try (SocketChannel server = SocketChannel.open(target)) {
        server.socket().setTcpNoDelay(true);
        client.socket().setTcpNoDelay(true);
        Thread back = Thread.ofVirtual().start(() -> copy(server, client));
        copy(client, server);
        back.join();
      }
    } catch (IOException e) {
      LOG.trace("a forwarded connection ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until one side ends; then the other is told, and may still answer. */
  private static void copy(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      closeBoth(from, to);
    }
  }

  private static void closeBoth(SocketChannel one, SocketChannel other) {
    try (one;
        other) {
      LOG.trace("a forwarded connection broke");
    } catch (IOException e) {
      LOG.trace("closing a broken connection", e);
    }
  }

  @Override
  public void close() {
    ServerSocketChannel open = listener;
    listener = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.debug("closing a listener", e);
      }
    }
  }
}
