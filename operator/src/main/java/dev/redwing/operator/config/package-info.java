/**
 * From what the user wrote to what the operator works with: defaults, rules, the redis.conf and the
 * division of a container's memory. Pure functions on records; imports nothing of the operator.
 * Read {@link dev.redwing.operator.config.SpecSettler} first.
 */
@NullMarked
package dev.redwing.operator.config;

import org.jspecify.annotations.NullMarked;
