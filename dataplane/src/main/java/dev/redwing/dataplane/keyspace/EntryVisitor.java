package dev.redwing.dataplane.keyspace;

import dev.redwing.dataplane.collect.NodeVisitor;

/** Receives the addresses of entries, to be read by {@link Entry}. Must not change the database. */
@FunctionalInterface
public interface EntryVisitor extends NodeVisitor {}
