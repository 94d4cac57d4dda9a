/**
 * The engine: from a request to a reply. Looks a command up, checks in Redis's order whether it may
 * run, runs its handler, counts, and hands on what it changed. Owned by the command loop's thread.
 * Imported by every {@code commands.X}, by {@code net} and by {@code server}. Read {@link
 * CommandTable}, {@link CommandContext}, then {@link Dispatcher}.
 */
@NullMarked
package dev.redwing.dataplane.command;

import org.jspecify.annotations.NullMarked;
