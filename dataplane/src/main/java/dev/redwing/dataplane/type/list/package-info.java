/**
 * Lists: a listpack while they are small, else {@link dev.redwing.dataplane.collect.Chunks}. Owned
 * by the command loop's thread, {@link ListWalk} by whichever made it. Knows nothing of keys,
 * clients, replies. Read {@link ListType} first.
 */
@NullMarked
package dev.redwing.dataplane.type.list;

import org.jspecify.annotations.NullMarked;
