/**
 * The server: a Redis-compatible replicated store. Start reading at {@code Main}, then {@code
 * server}, then {@code command}.
 */
@NullMarked
package dev.redwing.dataplane;

import org.jspecify.annotations.NullMarked;
