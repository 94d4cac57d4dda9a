/**
 * Transactions: the commands a client has queued since MULTI, and the keys it watches. Owned by the
 * command loop's thread. Imported by {@code command}, which queues, and {@code
 * commands.transaction}, which executes. Read {@link Transaction} first.
 */
@NullMarked
package dev.redwing.dataplane.tx;

import org.jspecify.annotations.NullMarked;
