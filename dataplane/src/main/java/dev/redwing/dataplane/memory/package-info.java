/**
 * Native memory: every byte of user data lives here. Owned by the command loop's thread; a
 * snapshot's thread only reads blocks that are frozen for it. Read {@link NativeMemory} first, then
 * {@code Arena} and {@code Epochs}. Imported by {@code collect} and whatever reads blocks.
 */
@NullMarked
package dev.redwing.dataplane.memory;

import org.jspecify.annotations.NullMarked;
