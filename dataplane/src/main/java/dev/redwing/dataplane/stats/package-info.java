/**
 * What the server knows about itself: counters, command and error statistics, latencies, the slow
 * log, and the sections of INFO that show them.
 *
 * <p>Owned by the command loop; nothing here is shared with another thread. Imports {@code config}
 * and the JDK only: what other parts know comes through the small {@code …Facts} interfaces that
 * {@code server} implements when it wires the parts together.
 *
 * <p>Read first: {@code Counters}, then {@code Info} and one {@code InfoSection}.
 */
@NullMarked
package dev.redwing.dataplane.stats;

import org.jspecify.annotations.NullMarked;
