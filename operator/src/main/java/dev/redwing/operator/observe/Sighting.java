package dev.redwing.operator.observe;

/**
 * A sight and when it was asked for: what a server answered to a question from before an order says
 * nothing about the time after it.
 */
public record Sighting(String podUid, long askedAtMillis, NodeSight sight) {}
