package dev.redwing.dataplane.client;

/** What INFO reports of connections; reset by CONFIG RESETSTAT. */
public final class ConnectionCounters {
  /** {@code total_connections_received}. */
  public long accepted;

  /** {@code rejected_connections}. */
  public long rejected;

  /** {@code total_net_input_bytes}. */
  public long inputBytes;

  /** {@code total_net_output_bytes}. */
  public long outputBytes;

  /** {@code client_query_buffer_limit_disconnections}. */
  public long queryLimitDisconnections;

  /** {@code client_output_buffer_limit_disconnections}. */
  public long outputLimitDisconnections;

  /** {@code total_reads_processed}. */
  public long reads;

  /** {@code total_writes_processed}. */
  public long writes;

  public void reset() {
    accepted = 0;
    rejected = 0;
    inputBytes = 0;
    outputBytes = 0;
    queryLimitDisconnections = 0;
    outputLimitDisconnections = 0;
    reads = 0;
    writes = 0;
  }
}
