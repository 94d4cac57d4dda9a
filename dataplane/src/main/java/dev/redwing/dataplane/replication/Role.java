package dev.redwing.dataplane.replication;

/** Whom this node follows. */
public sealed interface Role {
  /** Nobody: clients write here. */
  record Master() implements Role {}

  /** A master, connected or not. */
  record ReplicaOf(MasterAddress master) implements Role {}

  /** Nobody yet: in managed mode until the operator says who it is. Takes no writes. */
  record Unassigned() implements Role {}
}
