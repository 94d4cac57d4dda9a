package dev.redwing.dataplane.replication;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks as a master, but the snapshots it sends cannot be loaded. */
final class BrokenMaster implements AutoCloseable {
  private static final String NO_SNAPSHOT = "REDIS0010 and then nonsense";

  private final ServerSocket listener;
  private final AtomicInteger snapshotsSent = new AtomicInteger();

  private BrokenMaster(ServerSocket listener) {
    this.listener = listener;
  }

  static BrokenMaster start() throws IOException {
    BrokenMaster master =
        new BrokenMaster(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().start(master::serve);
    return master;
  }

  int port() {
    return listener.getLocalPort();
  }

  int snapshotsSent() {
    return snapshotsSent.get();
  }

  private void serve() {
    while (!listener.isClosed()) {
      try (Socket replica = listener.accept()) {
        answerHandshake(replica);
        send(
            replica,
            "+FULLRESYNC "
                + "a".repeat(40)
                + " 7\r\n$"
                + NO_SNAPSHOT.length()
                + "\r\n"
                + NO_SNAPSHOT);
        snapshotsSent.incrementAndGet();
        while (replica.getInputStream().read() >= 0) {
          // Until the replica closes.
        }
      } catch (IOException closed) {
        // The next one, or the end.
      }
    }
  }

  /** One answer to every command up to PSYNC, which the caller answers. */
  static void answerHandshake(Socket replica) throws IOException {
    StringBuilder heard = new StringBuilder();
    byte[] bytes = new byte[1000];
    while (!heard.toString().contains("PSYNC")) {
      int n = replica.getInputStream().read(bytes);
      if (n < 0) {
        throw new IOException("the replica closed after " + heard);
      }
      String text = new String(bytes, 0, n, StandardCharsets.ISO_8859_1);
      heard.append(text);
      long commands = text.lines().filter(line -> line.startsWith("*")).count();
      if (!text.contains("PSYNC")) {
        send(replica, "+OK\r\n".repeat((int) commands));
      }
    }
  }

  static void send(Socket replica, String text) throws IOException {
    OutputStream out = replica.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
