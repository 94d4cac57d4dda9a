package dev.redwing.operator.observe;

/** Asks a server for its state. Answers within its time limit and never throws. */
public interface NodeProbe {
  NodeSight probe(NodeTarget target);
}
