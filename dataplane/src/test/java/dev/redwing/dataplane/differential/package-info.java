/**
 * The proof that we answer as Redis does: random scripts of commands, drawn from a grammar for each
 * entry of the command table, run here, on redis-server and on valkey-server; replies, data, what
 * is left after a reload, and what is propagated are compared.
 *
 * <p>A new command needs one row in the grammars of its group. A new type needs a {@link Kind} with
 * its keys, rows, its limits in {@link Thresholds}, its forms in {@link Decoded} and {@link
 * Payloads}, and in {@link Shapes} those of its replies that have no order or are random; such a
 * row says what {@link Probes} come before it. A script that fails is shrunk and printed with its
 * seed.
 */
@NullMarked
package dev.redwing.dataplane.differential;

import org.jspecify.annotations.NullMarked;
