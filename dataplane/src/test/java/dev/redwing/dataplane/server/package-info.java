/** Tests of the wiring. */
@NullMarked
package dev.redwing.dataplane.server;

import org.jspecify.annotations.NullMarked;
