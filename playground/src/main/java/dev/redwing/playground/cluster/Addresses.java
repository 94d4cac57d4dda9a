package dev.redwing.playground.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A block of loopback addresses, 127.A.0.0/16, that no other playground on this machine uses: the
 * port on 127.A.0.1 that is held open as long as the block is in use says so. The API server takes
 * 127.A.0.2, services 127.A.1.*, pods what follows. An address is not given twice before all were,
 * as in a cluster.
 */
final class Addresses implements AutoCloseable {
  private static final int FIRST_BLOCK = 64;
  private static final int BLOCKS = 128;
  private static final int CLAIM_PORT = 16379;

  private final int block;
  private final ServerSocket claim;
  private final Set<String> inUse = ConcurrentHashMap.newKeySet();
  private int nextService;
  private int nextPod;

  private Addresses(int block, ServerSocket claim) {
    this.block = block;
    this.claim = claim;
  }

  static Addresses claim() throws IOException {
    int start = (int) (ProcessHandle.current().pid() % BLOCKS);
    for (int i = 0; i < BLOCKS; i++) {
      int block = FIRST_BLOCK + (start + i) % BLOCKS;
      ServerSocket socket = new ServerSocket();
      try {
        socket.bind(
            new InetSocketAddress(InetAddress.getByName("127." + block + ".0.1"), CLAIM_PORT));
        return new Addresses(block, socket);
      } catch (IOException e) {
        socket.close();
        if (i == 0 && !canUseLoopbackBlock()) {
          throw new IOException(
              "this system has no loopback addresses beyond 127.0.0.1, which pods need (Linux has)",
              e);
        }
      }
    }
    throw new IOException("all " + BLOCKS + " address blocks are in use by other playgrounds");
  }

  private static boolean canUseLoopbackBlock() {
    try (ServerSocket any = new ServerSocket()) {
      any.bind(new InetSocketAddress(InetAddress.getByName("127.63.0.1"), 0));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  InetAddress apiServer() {
    return parsed("127." + block + ".0.2");
  }

  synchronized String newService() {
    return next(() -> "127." + block + ".1." + (1 + nextService++ % 250));
  }

  synchronized String newPod() {
    return next(
        () -> {
          int i = nextPod++ % (200 * 250);
          return "127." + block + "." + (2 + i / 250) + "." + (1 + i % 250);
        });
  }

  private String next(java.util.function.Supplier<String> candidates) {
    String address = candidates.get();
    while (!inUse.add(address)) {
      address = candidates.get();
    }
    return address;
  }

  void release(String address) {
    inUse.remove(address);
  }

  static InetAddress parsed(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    claim.close();
  }
}
