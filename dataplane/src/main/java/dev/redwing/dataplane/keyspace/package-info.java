/**
 * The databases: keys with their values, expiry, eviction, and what observers hear of changes. All
 * of it belongs to the command loop's thread, except that one background thread may read an open
 * {@link KeyspaceSnapshot}. Read {@link Entry} (the block a key is), {@link Database}, {@link
 * Keyspace}. Knows nothing of commands, replies or files. Imports {@code collect}, {@code memory},
 * {@code env}.
 */
@NullMarked
package dev.redwing.dataplane.keyspace;

import org.jspecify.annotations.NullMarked;
