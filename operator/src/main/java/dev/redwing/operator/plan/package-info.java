/**
 * Decisions, as pure functions from what was observed to a list of actions: no clock, no network,
 * no Kubernetes. Every rule that protects data is here, and every one has a test. Read {@link
 * dev.redwing.operator.plan.Planner} first.
 */
@NullMarked
package dev.redwing.operator.plan;

import org.jspecify.annotations.NullMarked;
