package dev.redwing.dataplane.replication.term;

import java.util.Locale;

/** What the operator made of a node. */
public enum NodeRole {
  UNASSIGNED,
  MASTER,
  REPLICA;

  /** As REDWING STATUS and node.conf say it. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
