package dev.redwing.dataplane.keyspace;

/** The directive maxmemory-policy. */
public enum EvictionPolicy {
  VOLATILE_LRU("volatile-lru", true),
  ALLKEYS_LRU("allkeys-lru", false),
  VOLATILE_LFU("volatile-lfu", true),
  ALLKEYS_LFU("allkeys-lfu", false),
  VOLATILE_RANDOM("volatile-random", true),
  ALLKEYS_RANDOM("allkeys-random", false),
  VOLATILE_TTL("volatile-ttl", true),
  NOEVICTION("noeviction", false);

  private final String directive;
  private final boolean volatileOnly;

  EvictionPolicy(String directive, boolean volatileOnly) {
    this.directive = directive;
    this.volatileOnly = volatileOnly;
  }

  /** As written in redis.conf. */
  public String directive() {
    return directive;
  }

  /** Whether only keys with an expiry may go. */
  public boolean volatileOnly() {
    return volatileOnly;
  }

  public boolean isLfu() {
    return this == VOLATILE_LFU || this == ALLKEYS_LFU;
  }

  public boolean isRandom() {
    return this == VOLATILE_RANDOM || this == ALLKEYS_RANDOM;
  }
}
