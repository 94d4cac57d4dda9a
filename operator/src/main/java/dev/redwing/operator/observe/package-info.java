/**
 * What the operator knows of the world: the pods as the API server tells, the servers as they
 * answer each second. Records, and one board that the timer's thread writes and the reconciler
 * reads. Read {@link dev.redwing.operator.observe.Observed} first.
 */
@NullMarked
package dev.redwing.operator.observe;

import org.jspecify.annotations.NullMarked;
