package dev.redwing.dataplane.replication;

/** The history of this node's data and its recent bytes: what both sides of replication share. */
public record ReplicationHistory(ReplicationId id, Backlog backlog) {
  /** Number of the last byte of the stream that this node has written or applied. */
  public long offset() {
    return backlog.endOffset();
  }
}
