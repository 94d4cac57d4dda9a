package dev.redwing.dataplane.replication;

import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.replication.feed.Replica;
import dev.redwing.dataplane.replication.link.MasterLink;
import dev.redwing.dataplane.stats.InfoSection;
import dev.redwing.dataplane.stats.InfoWriter;
import java.util.List;
import java.util.Locale;

/** INFO replication, field for field as redis-server 7.0 prints it. */
public final class ReplicationSection implements InfoSection {
  private final Replication replication;
  private final Config config;
  private final Clock clock;

  public ReplicationSection(Replication replication, Config config, Clock clock) {
    this.replication = replication;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public String heading() {
    return "Replication";
  }

  @Override
  public void write(InfoWriter out) {
    switch (replication.role()) {
      case Role.Master _ -> out.field("role", "master");
      case Role.ReplicaOf(MasterAddress master) -> replica(out, master);
      case Role.Unassigned _ -> replica(out, new MasterAddress("?", 0));
    }
    replicas(out);
    history(out);
  }

  private void replica(InfoWriter out, MasterAddress master) {
    MasterLink link = replication.link();
    out.field("role", "slave");
    out.field("master_host", master.host());
    out.field("master_port", master.port());
    out.field("master_link_status", link.isConnected() ? "up" : "down");
    out.field("master_last_io_seconds_ago", link.secondsSinceLastIo());
    out.flag("master_sync_in_progress", link.isSyncing());
    out.field("slave_read_repl_offset", link.readOffset());
    out.field("slave_repl_offset", link.appliedOffset());
    if (link.isSyncing()) {
      transfer(out, link.transferTotalBytes(), link.transferReadBytes());
      out.field("master_sync_last_io_seconds_ago", link.secondsSinceTransfer());
    }
    if (!link.isConnected()) {
      out.field("master_link_down_since_seconds", link.secondsDown());
    }
    out.field("slave_priority", config.replicaPriority());
    out.flag("slave_read_only", config.replicaReadOnly());
    out.flag("replica_announced", config.replicaAnnounced());
  }

  private static void transfer(InfoWriter out, long total, long read) {
    double percent = total == 0 ? 0 : (double) read / total * 100;
    out.field("master_sync_total_bytes", total);
    out.field("master_sync_read_bytes", read);
    out.field("master_sync_left_bytes", total - read);
    out.field("master_sync_perc", String.format(Locale.ROOT, "%.2f", percent));
  }

  private void replicas(InfoWriter out) {
    List<Replica> replicas = replication.feed().replicas();
    out.field("connected_slaves", replicas.size());
    if (config.minReplicasToWrite() > 0 && config.minReplicasMaxLagSeconds() > 0) {
      out.field("min_slaves_good_slaves", replication.feed().goodReplicas());
    }
    for (int i = 0; i < replicas.size(); i++) {
      Replica replica = replicas.get(i);
      out.field(
          "slave" + i,
          "ip=%s,port=%d,state=%s,offset=%d,lag=%d"
              .formatted(
                  replica.host(),
                  replica.port(),
                  replica.stateName(),
                  replica.ackOffset(),
                  replica.lagSeconds(clock.monotonicMillis())));
    }
  }

  private void history(InfoWriter out) {
    ReplicationId id = replication.history().id();
    Backlog backlog = replication.history().backlog();
    out.field("master_failover_state", "no-failover");
    out.field("master_replid", id.id());
    out.field("master_replid2", id.secondId());
    out.field("master_repl_offset", backlog.endOffset());
    out.field("second_repl_offset", id.secondOffset());
    out.flag("repl_backlog_active", backlog.isActive());
    out.field("repl_backlog_size", backlog.sizeBytes());
    out.field("repl_backlog_first_byte_offset", backlog.isActive() ? backlog.firstOffset() : 0);
    out.field("repl_backlog_histlen", backlog.isActive() ? backlog.length() : 0);
  }
}
