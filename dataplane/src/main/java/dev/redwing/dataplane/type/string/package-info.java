/**
 * What is more to strings than bytes: longest common subsequences. Knows nothing of keys, clients
 * or replies. Imported by {@code commands.string}.
 */
@NullMarked
package dev.redwing.dataplane.type.string;

import org.jspecify.annotations.NullMarked;
