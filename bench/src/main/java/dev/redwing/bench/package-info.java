/** Placeholder. */
@NullMarked
package dev.redwing.bench;

import org.jspecify.annotations.NullMarked;
