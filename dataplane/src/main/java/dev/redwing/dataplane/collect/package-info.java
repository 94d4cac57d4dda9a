/**
 * Data structures on native memory, aware of snapshots: {@link Dict} (extendible hashing over
 * {@link Node} blocks). Owned by the command loop's thread; a snapshot's thread reads only through
 * {@link FrozenDict}. Read {@link Node}, then {@link Dict}, then {@code Segments}. Imports {@code
 * memory} and {@code env}.
 */
@NullMarked
package dev.redwing.dataplane.collect;

import org.jspecify.annotations.NullMarked;
