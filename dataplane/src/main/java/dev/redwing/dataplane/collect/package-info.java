/**
 * Data structures on native memory, aware of snapshots: {@link Dict} (extendible hashing over
 * {@link Node} blocks) and {@link Tree} (a counted B+tree), which {@link Ranking} makes the order
 * of a sorted set and {@link Chunks} a list; {@link ListPack} and {@link IntSet} for what is small.
 * Owned by the command loop's thread; a snapshot's thread reads only through {@link FrozenDict},
 * {@link FrozenTree} and {@link FrozenRanking}. Read {@link Node}, then {@link Dict}, then {@code
 * Segments}; {@code TreeNode}, then {@link Tree}. Imports {@code memory} and {@code env}.
 */
@NullMarked
package dev.redwing.dataplane.collect;

import org.jspecify.annotations.NullMarked;
