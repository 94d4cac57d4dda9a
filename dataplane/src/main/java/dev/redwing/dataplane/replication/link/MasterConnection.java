package dev.redwing.dataplane.replication.link;

import dev.redwing.dataplane.client.NoConnection;

/**
 * The connection of the client that runs the master's commands: their replies go nowhere, and who
 * closes it breaks the link.
 */
final class MasterConnection extends NoConnection {
  private final Runnable whenClosed;
  private boolean closed;

  MasterConnection(Runnable whenClosed) {
    this.whenClosed = whenClosed;
  }

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
