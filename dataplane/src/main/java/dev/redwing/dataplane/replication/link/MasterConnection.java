package dev.redwing.dataplane.replication.link;

import dev.redwing.dataplane.client.Connection;
import io.netty.buffer.ByteBuf;

/**
 * The connection of the client that runs the master's commands: their replies go nowhere, and who
 * closes it breaks the link.
 */
final class MasterConnection implements Connection {
  private final Runnable whenClosed;
  private boolean closed;

  MasterConnection(Runnable whenClosed) {
    this.whenClosed = whenClosed;
  }

  @Override
  public void flushLater() {}

  @Override
  public void send(ByteBuf bytes) {
    bytes.release();
  }

  @Override
  public void whenDrained(Runnable task) {
    task.run();
  }

  @Override
  public long pendingBytes() {
    return 0;
  }

  @Override
  public int queryBytes() {
    return 0;
  }

  @Override
  public int queryFreeBytes() {
    return 0;
  }

  @Override
  public void resumeLater() {}

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      whenClosed.run();
    }
  }

  @Override
  public void closeAfterReplies() {
    close();
  }
}
