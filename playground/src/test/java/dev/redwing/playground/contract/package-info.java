/** What operator and server must agree on, where both are at hand. */
@NullMarked
package dev.redwing.playground.contract;

import org.jspecify.annotations.NullMarked;
