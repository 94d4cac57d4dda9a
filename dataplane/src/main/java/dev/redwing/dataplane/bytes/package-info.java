/**
 * Arithmetic on bytes: checksums, compression, numbers as text. Knows nothing of Redis and does no
 * I/O; pure functions, usable from any thread. Imports nothing of ours, may be imported by
 * everybody.
 */
@NullMarked
package dev.redwing.dataplane.bytes;

import org.jspecify.annotations.NullMarked;
