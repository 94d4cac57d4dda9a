/**
 * The commands on lists. Owned by the command loop's thread; they allocate nothing. Read {@link
 * ListCommands} first.
 */
@NullMarked
package dev.redwing.dataplane.commands.list;

import org.jspecify.annotations.NullMarked;
