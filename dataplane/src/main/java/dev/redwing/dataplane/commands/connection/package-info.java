/**
 * Commands about the connection itself: who it is, what it speaks, what it is called, and about
 * other connections. Runs on the command loop. Read {@link ConnectionCommands}, then {@link
 * ClientCommands}.
 */
@NullMarked
package dev.redwing.dataplane.commands.connection;

import org.jspecify.annotations.NullMarked;
