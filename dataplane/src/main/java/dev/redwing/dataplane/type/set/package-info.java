/**
 * Sets: an intset while all members are integers and they are few, a listpack while they are few
 * and short, else a table of nodes without values. Owned by the command loop's thread, {@link
 * SetWalk} by whichever made it. Knows nothing of keys, clients, replies. Read {@link SetType}
 * first.
 */
@NullMarked
package dev.redwing.dataplane.type.set;

import org.jspecify.annotations.NullMarked;
