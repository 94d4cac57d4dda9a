/**
 * Managed mode: who this node is by order of the operator, in which term, and that an empty or
 * stale node never replaces the data of a fuller one. Owned by the command loop's thread; what must
 * survive a restart is in {@code node.conf}. Imported by {@code replication}, the commands of the
 * group and {@code server}. Read {@link NodeRecord}, then {@link NodeTerm}.
 */
@NullMarked
package dev.redwing.dataplane.replication.term;

import org.jspecify.annotations.NullMarked;
