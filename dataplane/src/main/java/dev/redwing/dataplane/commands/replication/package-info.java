/**
 * The commands of replication: REPLICAOF, PSYNC, SYNC, REPLCONF, WAIT, ROLE, and REDWING for the
 * operator. Owned by the command loop's thread. Imported by {@code server} only.
 */
@NullMarked
package dev.redwing.dataplane.commands.replication;

import org.jspecify.annotations.NullMarked;
