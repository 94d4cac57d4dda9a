/**
 * Commands about the server itself: INFO, SLOWLOG, LATENCY, MEMORY, DEBUG, TIME, DBSIZE, LOLWUT.
 * Runs on the command loop; imported by {@code server}, which registers each class with what it
 * needs.
 */
@NullMarked
package dev.redwing.dataplane.commands.server;

import org.jspecify.annotations.NullMarked;
