/** What the tests of the types share. */
@NullMarked
package dev.redwing.dataplane.type;

import org.jspecify.annotations.NullMarked;
