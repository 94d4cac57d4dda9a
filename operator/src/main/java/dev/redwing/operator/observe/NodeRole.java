package dev.redwing.operator.observe;

/** What a managed server is. It starts {@link #UNASSIGNED}, whatever it was before. */
public enum NodeRole {
  UNASSIGNED,
  MASTER,
  REPLICA
}
