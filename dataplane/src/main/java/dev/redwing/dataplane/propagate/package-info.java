/**
 * What a write becomes for the append-only file and for replicas: commands in RESP, in one stream,
 * encoded once. Owned by the command loop's thread. Read {@link EffectStream} first. Imported by
 * {@code command}, which fills the stream, and by {@code aof} and {@code replication}, which take
 * it.
 */
@NullMarked
package dev.redwing.dataplane.propagate;

import org.jspecify.annotations.NullMarked;
