package dev.redwing.dataplane.config;

/** Which keys go when {@code maxmemory} is reached. */
public enum MaxmemoryPolicy implements Choice {
  VOLATILE_LRU("volatile-lru"),
  VOLATILE_LFU("volatile-lfu"),
  VOLATILE_RANDOM("volatile-random"),
  VOLATILE_TTL("volatile-ttl"),
  ALLKEYS_LRU("allkeys-lru"),
  ALLKEYS_LFU("allkeys-lfu"),
  ALLKEYS_RANDOM("allkeys-random"),
  NOEVICTION("noeviction");

  private final String text;

  MaxmemoryPolicy(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
