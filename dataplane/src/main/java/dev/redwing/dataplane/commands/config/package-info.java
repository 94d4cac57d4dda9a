/**
 * CONFIG: the commands over {@code config}. Runs on the command loop; imported by {@code server},
 * which registers it.
 */
@NullMarked
package dev.redwing.dataplane.commands.config;

import org.jspecify.annotations.NullMarked;
