package dev.redwing.dataplane.client;

import io.netty.buffer.ByteBuf;

/** What a client without a peer is connected to: all that is sent is dropped. */
public class NoConnection implements Connection {
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
  public void close() {}

  @Override
  public void closeAfterReplies() {}
}
