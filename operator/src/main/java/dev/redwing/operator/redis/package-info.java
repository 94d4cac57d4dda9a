/**
 * The servers as they are spoken to: RESP by Jedis, the private command {@code REDWING} and Redis's
 * own. Implements the ports of {@code observe} and {@code act}; may be called from any thread.
 */
@NullMarked
package dev.redwing.operator.redis;

import org.jspecify.annotations.NullMarked;
