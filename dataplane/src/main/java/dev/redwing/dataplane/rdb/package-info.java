/**
 * The RDB format and its files: what the dataset looks like on disk, on its way to a replica, and
 * as a DUMP payload. The format is written down once, in {@link
 * dev.redwing.dataplane.rdb.RdbFormat}; read that first, then {@code RdbWriter} and {@code
 * RdbLoader}.
 *
 * <p>A writer runs on a background thread over a frozen snapshot; a loader runs on the command
 * loop's thread, in slices. Imports {@code keyspace} and what is below it; imported by {@code aof},
 * {@code persistence} and {@code replication}.
 */
@NullMarked
package dev.redwing.dataplane.rdb;

import org.jspecify.annotations.NullMarked;
