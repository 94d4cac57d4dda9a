/** Placeholder. */
@NullMarked
package dev.redwing.crds;

import org.jspecify.annotations.NullMarked;
