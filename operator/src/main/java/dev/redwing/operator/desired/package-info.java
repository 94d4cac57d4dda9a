/**
 * The Kubernetes objects a resource stands for, as pure builders: settled spec in, objects out.
 * Golden files in {@code src/test/resources/desired} hold every byte of them, since a changed pod
 * template restarts every user's pods. Read {@link dev.redwing.operator.desired.DesiredObjects}
 * first.
 */
@NullMarked
package dev.redwing.operator.desired;

import org.jspecify.annotations.NullMarked;
