package dev.redwing.dataplane.rdb;

/**
 * What an RDB file says about each key's last use, so that eviction goes on after a restart where
 * it was: nothing, its idle time, or its frequency, as {@code maxmemory-policy} needs.
 */
public enum AccessInfo {
  NONE,
  IDLE_SECONDS,
  FREQUENCY
}
