/**
 * Hashes: a listpack of field, value, field, value while small, else a table whose nodes hold a
 * field as key and its value. Owned by the command loop's thread, {@link HashWalk} by whichever
 * made it. Knows nothing of keys, clients, replies. Read {@link HashType} first.
 */
@NullMarked
package dev.redwing.dataplane.type.hash;

import org.jspecify.annotations.NullMarked;
