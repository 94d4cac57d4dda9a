/**
 * COMMAND and its subcommands, derived from the command table. Owned by the command loop's thread.
 * Read {@link CommandCommands} first.
 */
@NullMarked
package dev.redwing.dataplane.commands.command;

import org.jspecify.annotations.NullMarked;
