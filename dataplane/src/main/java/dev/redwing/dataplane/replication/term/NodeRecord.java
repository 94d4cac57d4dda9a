package dev.redwing.dataplane.replication.term;

/**
 * What a node in managed mode remembers over a restart.
 *
 * @param nodeId made at the first start, the same for ever
 * @param term of the last order that was obeyed; older ones are refused
 * @param role that order's
 * @param dataTerm the mastership the data belong to: that of the master they come from
 * @param source the process of that master: data of the same term from another process may be
 *     older, because it was restarted without all of them
 * @param replicationId and {@code offset}: where the data were when this was written
 * @param streamDatabase the database that the next command of the stream is for
 * @param clean whether that was the node's end, so that they are still there
 */
record NodeRecord(
    String nodeId,
    long term,
    NodeRole role,
    long dataTerm,
    String source,
    String replicationId,
    long offset,
    int streamDatabase,
    boolean clean) {
  static final String NOTHING = "-";

  static NodeRecord fresh(String nodeId) {
    return new NodeRecord(nodeId, 0, NodeRole.UNASSIGNED, 0, NOTHING, NOTHING, 0, 0, false);
  }

  NodeRecord withOrder(long newTerm, NodeRole newRole) {
    return new NodeRecord(
        nodeId, newTerm, newRole, dataTerm, source, replicationId, offset, streamDatabase, clean);
  }

  NodeRecord withData(long newDataTerm, String newSource) {
    return new NodeRecord(
        nodeId, term, role, newDataTerm, newSource, replicationId, offset, streamDatabase, clean);
  }

  /** The data are incomplete: they are of no term and no history. */
  NodeRecord withoutData() {
    return withData(0, NOTHING).at(NOTHING, 0);
  }

  /** A process works on the data, which were there when this is written. */
  NodeRecord at(String newReplicationId, long newOffset) {
    return new NodeRecord(
        nodeId, term, role, dataTerm, source, newReplicationId, newOffset, 0, false);
  }

  /** The process ends, and all data are on the disk. */
  NodeRecord endingAt(String newReplicationId, long newOffset, int newStreamDatabase) {
    return new NodeRecord(
        nodeId, term, role, dataTerm, source, newReplicationId, newOffset, newStreamDatabase, true);
  }

  /** The same while a process works on the data. */
  NodeRecord atUnknown() {
    return at(replicationId, offset);
  }
}
