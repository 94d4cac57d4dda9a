package dev.redwing.operator.observe;

/** What the latest probe of a pod brought. */
public sealed interface NodeSight {
  /** It answered. */
  record Seen(NodeState state) implements NodeSight {}

  /** It did not, and why. */
  record Unseen(String why) implements NodeSight {}
}
