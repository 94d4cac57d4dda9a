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
    boolean clean) {

  static NodeRecord fresh(String nodeId) {
    return new NodeRecord(nodeId, 0, NodeRole.UNASSIGNED, 0, "-", "-", 0, false);
  }

  NodeRecord withOrder(long newTerm, NodeRole newRole) {
    return new NodeRecord(nodeId, newTerm, newRole, dataTerm, source, replicationId, offset, clean);
  }

  NodeRecord withData(long newDataTerm, String newSource) {
    return new NodeRecord(nodeId, term, role, newDataTerm, newSource, replicationId, offset, clean);
  }

  NodeRecord at(String newReplicationId, long newOffset, boolean nowClean) {
    return new NodeRecord(
        nodeId, term, role, dataTerm, source, newReplicationId, newOffset, nowClean);
  }

  /** The same while a process works on the data. */
  NodeRecord atUnknown() {
    return at(replicationId, offset, false);
  }
}
