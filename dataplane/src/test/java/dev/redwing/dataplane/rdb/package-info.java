/** Tests of the RDB format against files that redis-server 7.0.15 wrote, and against itself. */
@NullMarked
package dev.redwing.dataplane.rdb;

import org.jspecify.annotations.NullMarked;
