/**
 * Wires the parts into a server and drives them: start, command loop, cron, shutdown. Imports
 * everything; only {@code Main} imports it.
 */
@NullMarked
package dev.redwing.dataplane.server;

import org.jspecify.annotations.NullMarked;
