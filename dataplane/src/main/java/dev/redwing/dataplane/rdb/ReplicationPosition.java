package dev.redwing.dataplane.rdb;

/**
 * Where in the stream of writes a dataset stands, as its RDB file says: with this a server that
 * restarts can go on as a replica, or its replicas can go on with it, without a full sync.
 *
 * @param streamDatabase the database the stream has selected
 * @param replicationId 40 hexadecimal digits
 * @param offset bytes of the stream that the dataset contains
 */
public record ReplicationPosition(int streamDatabase, String replicationId, long offset) {
  static final int ID_CHARS = 40;

  public ReplicationPosition {
    if (replicationId.length() != ID_CHARS) {
      throw new IllegalArgumentException("a replication id of " + replicationId.length());
    }
  }
}
