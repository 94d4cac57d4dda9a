/**
 * The only door to the outside: clocks, timers, files, background jobs. Everything else receives
 * these as parameters, so that tests and the simulator can replace them.
 */
@NullMarked
package dev.redwing.dataplane.env;

import org.jspecify.annotations.NullMarked;
