/**
 * The commands on sets. Owned by the command loop's thread; those on single members allocate
 * nothing. Read {@link SetCommands} first.
 */
@NullMarked
package dev.redwing.dataplane.commands.set;

import org.jspecify.annotations.NullMarked;
