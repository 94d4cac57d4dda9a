/**
 * The master's side: each connected replica from its PSYNC to the end, full syncs that several
 * replicas share, acknowledgements and lag. Owned by the command loop's thread; sockets are reached
 * through {@code client.Connection}, snapshots through {@link FullSyncSource}. Imported by {@code
 * replication} and the commands of the group. Read {@link ReplicaState}, then {@link ReplicaFeed}.
 */
@NullMarked
package dev.redwing.dataplane.replication.feed;

import org.jspecify.annotations.NullMarked;
