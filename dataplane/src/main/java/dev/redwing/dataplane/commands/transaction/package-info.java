/**
 * MULTI, EXEC, DISCARD, WATCH and UNWATCH over {@code tx}. Owned by the command loop's thread. Read
 * {@link TransactionCommands} first.
 */
@NullMarked
package dev.redwing.dataplane.commands.transaction;

import org.jspecify.annotations.NullMarked;
