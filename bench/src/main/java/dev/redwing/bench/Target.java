package dev.redwing.bench;

import java.io.IOException;
import java.time.Duration;

/** Where a server under test listens on the loopback address. */
record Target(String name, int port) {
  private static final Duration FREE_TIMEOUT = Duration.ofSeconds(60);

  /** More than a tick of either server: who frees step by step begins with one. */
  private static final int FREE_POLL_MILLIS = 150;

  /** Sends one command over a connection of its own; its reply as {@link Connection#ask} has it. */
  String ask(String... words) throws IOException {
    try (Connection connection = Connection.open(port)) {
      return connection.ask(words);
    }
  }

  /** The value of one field of INFO. */
  String info(String section, String field) throws IOException {
    try (Connection connection = Connection.open(port)) {
      return connection.info(section, field);
    }
  }

  /** Whether there is such a command. */
  boolean knows(String command) throws IOException {
    return !Connection.isNull(ask("COMMAND", "INFO", command));
  }

  /** Empties it, and waits until what it held is freed. */
  void clear() throws IOException {
    ask("FLUSHALL");
    awaitFreed();
  }

  /** Waits until nothing is left to free: both servers free big values step by step. */
  void awaitFreed() throws IOException {
    long deadlineNanos = System.nanoTime() + FREE_TIMEOUT.toNanos();
    Memory before = memory();
    Memory now;
    while (true) {
      pause(FREE_POLL_MILLIS);
      now = memory();
      if (!now.isBeingFreed(before)) {
        return;
      }
      if (System.nanoTime() > deadlineNanos) {
        throw new IOException(name + " still frees memory after " + FREE_TIMEOUT);
      }
      before = now;
    }
  }

  Memory memory() throws IOException {
    try (Connection connection = Connection.open(port)) {
      return new Memory(
          Long.parseLong(connection.info("memory", "used_memory")),
          Long.parseLong(connection.info("memory", "lazyfree_pending_objects")));
    }
  }

  /** What INFO says of memory; {@code pending} is what waits to be freed. */
  record Memory(long usedBytes, long pending) {
    /** What buffers and the like may take or give meanwhile. */
    private static final long STEADY_BYTES = 64 << 10;

    /** Whether something is still freed, when a tick of the server ago it was {@code before}. */
    boolean isBeingFreed(Memory before) {
      return pending > 0 || usedBytes < before.usedBytes - STEADY_BYTES;
    }
  }

  /** Between two looks at a condition. */
  static void pause(int millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a server", e);
    }
  }
}
