package dev.redwing.operator.plan;

/** In one reason and one sentence: where the resource is on its way to being ready. */
public record Situation(Reason reason, String message) {}
