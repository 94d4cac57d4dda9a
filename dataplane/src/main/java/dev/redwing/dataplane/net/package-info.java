/**
 * Sockets, by netty: the event loop that is also the command loop, listeners, one raw handler per
 * connection, outgoing links. Nothing but this package and {@code server} knows netty's channels.
 * Owned by the loop's thread. Read {@link Loop} first, then {@code ClientConnection}.
 */
@NullMarked
package dev.redwing.dataplane.net;

import org.jspecify.annotations.NullMarked;
