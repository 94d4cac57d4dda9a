package dev.redwing.dataplane.replication;

import dev.redwing.dataplane.testing.RunningServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A network between a replica and its master that can break: everything that comes to its port goes
 * to a server and back, until it is told otherwise.
 */
final class Relay implements AutoCloseable {
  private final int target;
  private final ServerSocket listener;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicLong toReplica = new AtomicLong();

  /** So many bytes a connection passes on to the replica before it breaks. */
  private volatile long breakAfterBytes = Long.MAX_VALUE;

  private volatile boolean silent;

  private Relay(int target, ServerSocket listener) {
    this.target = target;
    this.listener = listener;
  }

  static Relay to(RunningServer master) {
    try {
      Relay relay =
          new Relay(master.port(), new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().start(relay::acceptAll);
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Connections that came so far. */
  int accepted() {
    return accepted.get();
  }

  /** Bytes that went to the replica so far. */
  long bytesToReplica() {
    return toReplica.get();
  }

  /** Breaks every connection once it has passed on so many bytes to the replica. */
  void breakAfter(long bytes) {
    breakAfterBytes = bytes;
  }

  /** Whether nothing more is passed on, in either direction, on connections that stay open. */
  void setSilent(boolean silent) {
    this.silent = silent;
  }

  /** Breaks all connections; new ones may come. */
  void cut() {
    for (Socket socket : sockets) {
      close(socket);
    }
    sockets.clear();
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        Socket replica = listener.accept();
        accepted.incrementAndGet();
        Socket master = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(replica);
        sockets.add(master);
        Thread.ofVirtual().start(() -> copy(replica, master, new AtomicLong()));
        Thread.ofVirtual().start(() -> copy(master, replica, toReplica));
      } catch (IOException closed) {
        // The listener, which ends the loop; or the master, so that the replica's is closed below.
        cut();
      }
    }
  }

  private void copy(Socket from, Socket to, AtomicLong counter) {
    byte[] bytes = new byte[16 * 1024];
    long passed = 0;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        if (silent) {
          continue;
        }
        boolean breaks = counter == toReplica && passed + n > breakAfterBytes;
        int length = breaks ? (int) (breakAfterBytes - passed) : n;
        out.write(bytes, 0, length);
        passed += length;
        counter.addAndGet(length);
        if (breaks) {
          return;
        }
      }
    } catch (IOException broken) {
      // Both ends are closed.
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
