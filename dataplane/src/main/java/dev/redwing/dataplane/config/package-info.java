/**
 * What the server is told: every directive of redis.conf in one table, the values in force, and the
 * ways in and out of them (the file, the command line, CONFIG GET, SET and REWRITE).
 *
 * <p>Owned by the command loop, except at start-up, when the main thread reads the file before
 * there is a loop. Other threads get a {@link dev.redwing.dataplane.config.Config#snapshot()
 * snapshot}. Texts hold one byte a character (ISO 8859-1), so any bytes survive; accessors of names
 * and paths decode them. Imports {@code bytes} and the JDK only, and touches no file: {@code
 * ConfigStore} is the door to those.
 *
 * <p>Read first: {@code Directives} (the table), then {@code Config} (the values), {@code
 * ConfigFile} (the syntax), {@code ConfigSet}, {@code ConfigRewrite}.
 */
@NullMarked
package dev.redwing.dataplane.config;

import org.jspecify.annotations.NullMarked;
