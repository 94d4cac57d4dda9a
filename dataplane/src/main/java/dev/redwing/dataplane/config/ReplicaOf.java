package dev.redwing.dataplane.config;

/** The master to follow; {@link #NONE} is a master itself. */
public record ReplicaOf(String host, int port) {
  public static final ReplicaOf NONE = new ReplicaOf("", 0);

  /** Whether no master is named. */
  public boolean isNone() {
    return host.isEmpty();
  }
}
