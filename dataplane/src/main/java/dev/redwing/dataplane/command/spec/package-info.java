/**
 * What a command is, without what it does: its name, arity, flags, keys, categories and
 * documentation, declared once. Everything that asks about commands (COMMAND, the dispatcher's
 * checks, ACL rules, routing by key) derives from it. Immutable data, usable from any thread;
 * imports nothing of ours. Read {@link CommandSpec} first.
 */
@NullMarked
package dev.redwing.dataplane.command.spec;

import org.jspecify.annotations.NullMarked;
