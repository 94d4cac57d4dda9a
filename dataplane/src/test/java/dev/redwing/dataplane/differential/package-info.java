/**
 * The proof that we answer as Redis does: random scripts of commands, drawn from a grammar for each
 * entry of the command table, run here, on redis-server and on valkey-server; replies, data, what
 * is left after a reload, and what is propagated are compared.
 *
 * <p>A new command needs one row in the grammars of its group. A script that fails is shrunk and
 * printed with its seed.
 */
@NullMarked
package dev.redwing.dataplane.differential;

import org.jspecify.annotations.NullMarked;
