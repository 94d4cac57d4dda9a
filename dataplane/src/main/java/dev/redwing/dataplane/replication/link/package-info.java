/**
 * The replica's side: connecting to the master, the handshake, full and partial sync, and applying
 * the stream. Owned by the command loop's thread; the connection comes from {@code env.Dialer},
 * data are replaced through {@link DataLoader}. Imported by {@code replication} and the commands of
 * the group. Read {@link LinkState}, then {@link MasterLink}.
 */
@NullMarked
package dev.redwing.dataplane.replication.link;

import org.jspecify.annotations.NullMarked;
