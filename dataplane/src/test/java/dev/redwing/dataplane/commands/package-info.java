/** What the tests of several groups of commands share. */
@NullMarked
package dev.redwing.dataplane.commands;

import org.jspecify.annotations.NullMarked;
