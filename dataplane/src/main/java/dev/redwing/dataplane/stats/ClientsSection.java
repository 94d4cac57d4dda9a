package dev.redwing.dataplane.stats;

import dev.redwing.dataplane.config.Config;

/** INFO clients. */
public final class ClientsSection implements InfoSection {
  /** What the connections know. */
  public interface Facts {
    /** Without replicas. */
    long connected();

    long blocked();

    /** Clients that a time-out will unblock. */
    long withTimeout();

    /** The largest request buffer of the last seconds. */
    long recentMaxInputBytes();

    /** The largest reply buffer of the last seconds. */
    long recentMaxOutputBytes();
  }

  private final Config config;
  private final Facts facts;

  public ClientsSection(Config config, Facts facts) {
    this.config = config;
    this.facts = facts;
  }

  @Override
  public String heading() {
    return "Clients";
  }

  @Override
  public void write(InfoWriter out) {
    out.field("connected_clients", facts.connected());
    out.field("cluster_connections", 0);
    out.field("maxclients", config.maxclients());
    out.field("client_recent_max_input_buffer", facts.recentMaxInputBytes());
    out.field("client_recent_max_output_buffer", facts.recentMaxOutputBytes());
    out.field("blocked_clients", facts.blocked());
    out.field("tracking_clients", 0);
    out.field("clients_in_timeout_table", facts.withTimeout());
  }
}
