package dev.redwing.dataplane.config;

/**
 * When a client that does not read its replies is disconnected: at once above the hard limit, after
 * {@code softSeconds} above the soft one. 0 is no limit.
 */
public record OutputBufferLimit(long hardBytes, long softBytes, long softSeconds) {}
