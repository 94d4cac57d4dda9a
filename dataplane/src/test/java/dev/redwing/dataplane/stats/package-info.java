/** Tests of counters, logs and INFO against a real redis-server. */
@NullMarked
package dev.redwing.dataplane.stats;

import org.jspecify.annotations.NullMarked;
