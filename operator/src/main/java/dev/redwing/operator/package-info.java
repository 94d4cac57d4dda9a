/**
 * The operator: observe, decide, act, report, once a second and at every event, one small step a
 * pass.
 *
 * <pre>
 *   observe   pods and objects from informers, servers by REDWING STATUS each second
 *   plan      pure: what is the next small step?                      (config, desired: pure too)
 *   act       objects by server-side apply, orders to servers
 *   status    conditions, nodes, and the intent that outlives the operator
 * </pre>
 *
 * <p>This package wires those together with the Java Operator SDK and holds the process's entry.
 * Read {@link dev.redwing.operator.RedwingReconciler} first.
 */
@NullMarked
package dev.redwing.operator;

import org.jspecify.annotations.NullMarked;
