package dev.redwing.dataplane.stats;

/** INFO stats. */
public final class StatsSection implements InfoSection {
  /** What is a state of other parts rather than a count of events. */
  public interface Facts {
    /** Keys found, and not found, by commands that only read. */
    long keyspaceHits();

    long keyspaceMisses();

    long expiredKeys();

    /** Estimated share of keys whose time is over among those with a time, in percent. */
    double expiredStalePercent();

    long expireTimeCapReached();

    long evictedKeys();

    long pubsubChannels();

    long pubsubPatterns();

    /** Keys with a time to live that this replica tracks by itself. */
    long trackedExpiresOfWritableReplica();
  }

  private final Counters counters;
  private final Facts facts;

  public StatsSection(Counters counters, Facts facts) {
    this.counters = counters;
    this.facts = facts;
  }

  @Override
  public String heading() {
    return "Stats";
  }

  @Override
  public void write(InfoWriter out) {
    writeTraffic(out);
    out.field("rejected_connections", counters.connectionsRejected);
    out.field("sync_full", counters.syncFull);
    out.field("sync_partial_ok", counters.syncPartialOk);
    out.field("sync_partial_err", counters.syncPartialErr);
    out.field("expired_keys", facts.expiredKeys());
    out.decimal("expired_stale_perc", facts.expiredStalePercent(), 2);
    out.field("expired_time_cap_reached_count", facts.expireTimeCapReached());
    out.field("expire_cycle_cpu_milliseconds", counters.expireCycleNanos / 1_000_000);
    out.field("evicted_keys", facts.evictedKeys());
    out.field("evicted_clients", counters.evictedClients);
    out.field("total_eviction_exceeded_time", counters.evictionExceededMicros / 1000);
    out.field("current_eviction_exceeded_time", 0);
    out.field("keyspace_hits", facts.keyspaceHits());
    out.field("keyspace_misses", facts.keyspaceMisses());
    out.field("pubsub_channels", facts.pubsubChannels());
    out.field("pubsub_patterns", facts.pubsubPatterns());
    out.field("pubsubshard_channels", 0);
    out.field("latest_fork_usec", counters.latestForkMicros);
    out.field("total_forks", counters.snapshots);
    out.field("migrate_cached_sockets", 0);
    out.field("slave_expires_tracked_keys", facts.trackedExpiresOfWritableReplica());
    writeWhatIsNotHere(out);
    out.field("unexpected_error_replies", counters.unexpectedErrorReplies);
    out.field("total_error_replies", counters.errorReplies);
    out.field("dump_payload_sanitizations", counters.dumpPayloadSanitizations);
    out.field("total_reads_processed", counters.readsProcessed);
    out.field("total_writes_processed", counters.writesProcessed);
    out.field("io_threaded_reads_processed", 0);
    out.field("io_threaded_writes_processed", 0);
    out.field("reply_buffer_shrinks", 0);
    out.field("reply_buffer_expands", 0);
  }

  private void writeTraffic(InfoWriter out) {
    out.field("total_connections_received", counters.connectionsReceived);
    out.field("total_commands_processed", counters.commandsProcessed);
    out.field("instantaneous_ops_per_sec", counters.commandsPerSecond());
    out.field("total_net_input_bytes", counters.netInputBytes + counters.netReplInputBytes);
    out.field("total_net_output_bytes", counters.netOutputBytes + counters.netReplOutputBytes);
    out.field("total_net_repl_input_bytes", counters.netReplInputBytes);
    out.field("total_net_repl_output_bytes", counters.netReplOutputBytes);
    kilobytes(out, "instantaneous_input_kbps", counters.netInputBytesPerSecond());
    kilobytes(out, "instantaneous_output_kbps", counters.netOutputBytesPerSecond());
    kilobytes(out, "instantaneous_input_repl_kbps", counters.netReplInputBytesPerSecond());
    kilobytes(out, "instantaneous_output_repl_kbps", counters.netReplOutputBytesPerSecond());
  }

  private static void kilobytes(InfoWriter out, String name, long bytesPerSecond) {
    out.decimal(name, bytesPerSecond / 1024.0, 2);
  }

  /** Active defragmentation and client-side caching. */
  private static void writeWhatIsNotHere(InfoWriter out) {
    out.field("active_defrag_hits", 0);
    out.field("active_defrag_misses", 0);
    out.field("active_defrag_key_hits", 0);
    out.field("active_defrag_key_misses", 0);
    out.field("total_active_defrag_time", 0);
    out.field("current_active_defrag_time", 0);
    out.field("tracking_total_keys", 0);
    out.field("tracking_total_items", 0);
    out.field("tracking_total_prefixes", 0);
  }
}
