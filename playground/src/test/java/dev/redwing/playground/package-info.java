/** The whole system end to end: the real operator, real servers, our own API server. */
@NullMarked
package dev.redwing.playground;

import org.jspecify.annotations.NullMarked;
