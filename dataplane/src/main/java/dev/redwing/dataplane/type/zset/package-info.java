/**
 * Sorted sets: a listpack of member, score, member, score in rank order while they are few and
 * short, else a table of nodes that hold a member as key and its score, with a ranking over the
 * same nodes. Owned by the command loop's thread, {@link ZsetWalk} by whichever made it. Knows
 * nothing of keys, clients, replies. Read {@link ZsetType} first.
 */
@NullMarked
package dev.redwing.dataplane.type.zset;

import org.jspecify.annotations.NullMarked;
