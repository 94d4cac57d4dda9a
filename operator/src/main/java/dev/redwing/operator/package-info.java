/** Placeholder. */
@NullMarked
package dev.redwing.operator;

import org.jspecify.annotations.NullMarked;
