/**
 * What the operator reports: the resource's status with its conditions. Pure. The status is also
 * the operator's only memory of the master: {@link
 * dev.redwing.operator.status.StatusReport#intentOf} reads it back.
 */
@NullMarked
package dev.redwing.operator.status;

import org.jspecify.annotations.NullMarked;
