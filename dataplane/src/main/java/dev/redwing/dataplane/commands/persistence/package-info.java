/**
 * Commands that bring data to the disk and values in and out: SAVE, BGSAVE, BGREWRITEAOF, LASTSAVE,
 * DUMP, RESTORE. Runs on the command loop. Imports {@code persistence} and {@code rdb}.
 */
@NullMarked
package dev.redwing.dataplane.commands.persistence;

import org.jspecify.annotations.NullMarked;
