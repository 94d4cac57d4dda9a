package dev.redwing.dataplane.config;

/** Save when at least this many changes were made and this many seconds have passed. */
public record SavePoint(long seconds, long changes) {}
