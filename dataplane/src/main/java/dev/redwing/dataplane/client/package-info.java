/**
 * Who is connected: each client's state, the registry of all, pausing, and what CLIENT LIST and
 * CLIENT KILL need. Knows no sockets: a {@link Connection} is the port to one. Owned by the command
 * loop's thread. Read {@link Client} first.
 */
@NullMarked
package dev.redwing.dataplane.client;

import org.jspecify.annotations.NullMarked;
