/**
 * The commands on hashes. Owned by the command loop's thread; those that read or write single
 * fields allocate nothing. Read {@link HashCommands} first.
 */
@NullMarked
package dev.redwing.dataplane.commands.hash;

import org.jspecify.annotations.NullMarked;
