/**
 * Decides when the dataset goes to disk and comes back: save points, SAVE, BGSAVE, AOF rewrites,
 * snapshots for replicas, loading at start-up, the last save at shutdown. The formats are {@code
 * rdb}'s and {@code aof}'s. All of it belongs to the command loop's thread; jobs in the background
 * see a frozen snapshot and files, nothing else. Read {@link
 * dev.redwing.dataplane.persistence.Persistence} first; docs/persistence.md says what is written
 * when and what becomes of failures.
 *
 * <p>A package of its own, between {@code aof} and {@code server}, because the commands that drive
 * it may not import {@code server} (docs/adr/0010-persistence-package.md).
 */
@NullMarked
package dev.redwing.dataplane.persistence;

import org.jspecify.annotations.NullMarked;
