/**
 * The append-only file: every write, as the commands that redo it. A directory of several files
 * held together by a manifest, as Redis 7 has it: a base (the dataset at some moment, RDB or RESP),
 * increments (what was written since), and files that a rewrite left behind and that are to be
 * removed. docs/persistence.md draws the directory's life; read {@link
 * dev.redwing.dataplane.aof.AofManifest} first.
 *
 * <p>Owned by the command loop's thread; the base of a rewrite is written and forced to the disk by
 * a background thread. Imports {@code propagate} and {@code rdb}.
 */
@NullMarked
package dev.redwing.dataplane.aof;

import org.jspecify.annotations.NullMarked;
