/**
 * Commands on keys whatever their type: removal, renaming, expiry, iteration. Owned by the command
 * loop's thread. Read {@link GenericCommands} first.
 */
@NullMarked
package dev.redwing.dataplane.commands.generic;

import org.jspecify.annotations.NullMarked;
