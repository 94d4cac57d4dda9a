/**
 * The string commands, bit operations excepted. Owned by the command loop's thread; GET, SET, INCR,
 * MGET and MSET allocate nothing. Read {@link StringCommands} first.
 */
@NullMarked
package dev.redwing.dataplane.commands.string;

import org.jspecify.annotations.NullMarked;
