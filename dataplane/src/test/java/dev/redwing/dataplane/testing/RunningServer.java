package dev.redwing.dataplane.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A server that listens on 127.0.0.1 until it is closed. */
public interface RunningServer extends AutoCloseable {
  int port();

  /** A new connection. */
  default RespClient client() {
    return RespClient.connect(port());
  }

  @Override
  void close();

  /** A port of 127.0.0.1 that nobody listens on now. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
