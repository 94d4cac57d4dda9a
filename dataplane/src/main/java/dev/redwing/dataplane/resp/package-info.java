/**
 * The wire protocol, RESP2 and RESP3: requests decoded in place, replies written straight into one
 * buffer. No Redis semantics. Owned by the command loop's thread.
 */
@NullMarked
package dev.redwing.dataplane.resp;

import org.jspecify.annotations.NullMarked;
