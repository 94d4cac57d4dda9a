package dev.redwing.dataplane.rdb;

import org.jspecify.annotations.Nullable;

/**
 * What an RDB file says about itself.
 *
 * @param serverVersion the Redis version we behave as
 * @param createdAtSeconds since 1970
 * @param position null in a file that nobody can replicate from: no replica was ever here
 * @param aofBase whether the file is the base of an AOF
 */
public record RdbAux(
    String serverVersion,
    long createdAtSeconds,
    long usedMemoryBytes,
    @Nullable ReplicationPosition position,
    boolean aofBase) {}
