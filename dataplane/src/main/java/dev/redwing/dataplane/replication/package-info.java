/**
 * The replication stream: who wrote it ({@link ReplicationId}), its recent bytes ({@link Backlog}),
 * and what a replica that asks for it gets ({@link PsyncDecision}). {@code feed} is the side of the
 * master, {@code link} that of the replica, {@code term} the rules of managed mode. Owned by the
 * command loop's thread; knows no sockets. Imported by the commands of the group and {@code
 * server}. Read docs/replication.md first, then {@link Replication}.
 */
@NullMarked
package dev.redwing.dataplane.replication;

import org.jspecify.annotations.NullMarked;
