/** Placeholder. */
@NullMarked
package dev.redwing.playground;

import org.jspecify.annotations.NullMarked;
