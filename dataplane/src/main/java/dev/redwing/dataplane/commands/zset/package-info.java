/**
 * The commands on sorted sets. Owned by the command loop's thread; those on single members and
 * those that reply a range allocate nothing. Read {@link ZsetCommands} first.
 */
@NullMarked
package dev.redwing.dataplane.commands.zset;

import org.jspecify.annotations.NullMarked;
