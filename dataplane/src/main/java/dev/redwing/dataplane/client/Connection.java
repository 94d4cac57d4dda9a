package dev.redwing.dataplane.client;

import io.netty.buffer.ByteBuf;

/** The socket behind a client. All calls on the command loop. */
public interface Connection {
  /** Sends what the client's reply writer holds at the end of this turn. */
  void flushLater();

  /** Sends {@code bytes}, which it now owns, after what the reply writer holds. */
  void send(ByteBuf bytes);

  /** Runs {@code task} once when all that was sent has left for the socket. */
  void whenDrained(Runnable task);

  /** Bytes that wait for the socket, not counting what the reply writer holds. */
  long pendingBytes();

  /** Bytes of requests that have arrived and not been executed. */
  int queryBytes();

  /** Bytes the request buffer could take without growing. */
  int queryFreeBytes();

  /** The socket's number as the system has it; -1 where that is not known. */
  default int fileDescriptor() {
    return -1;
  }

  /** Whether small packets leave at once, which is the default, or are gathered. */
  default void setTcpNoDelay(boolean noDelay) {}

  /** Executes requests that waited while the client was blocked or paused. */
  void resumeLater();

  /** Closes at the end of this turn without sending what is pending. */
  void close();

  /** Closes when all that is pending was sent; further requests are not executed. */
  void closeAfterReplies();
}
