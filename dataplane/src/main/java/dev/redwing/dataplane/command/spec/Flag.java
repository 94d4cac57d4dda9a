package dev.redwing.dataplane.command.spec;

import org.jspecify.annotations.Nullable;

/** How a command behaves; in the order and with the words of COMMAND INFO. */
public enum Flag {
  /** May change data. */
  WRITE("write"),
  /** Reads data and changes none. */
  READONLY("readonly"),
  /** Refused when memory is short. */
  DENYOOM("denyoom"),
  ADMIN("admin"),
  PUBSUB("pubsub"),
  /** Not from scripts. */
  NOSCRIPT("noscript"),
  /** May make its client wait. */
  BLOCKING("blocking"),
  /** Allowed while data is being loaded. */
  LOADING("loading"),
  /** Allowed on a replica whose link is down and which must not serve stale data. */
  STALE("stale"),
  SKIP_MONITOR("skip_monitor"),
  SKIP_SLOWLOG("skip_slowlog"),
  ASKING("asking"),
  /** Constant or logarithmic time. */
  FAST("fast"),
  /** Allowed before authentication. */
  NO_AUTH("no_auth"),
  /** Has an effect for replicas without being a write; held back by CLIENT PAUSE WRITE. */
  MAY_REPLICATE(null),
  /** Needs {@code enable-debug-command} or the like. */
  PROTECTED(null),
  NO_MANDATORY_KEYS("no_mandatory_keys"),
  NO_ASYNC_LOADING("no_async_loading"),
  /** Refused between MULTI and EXEC. */
  NO_MULTI("no_multi"),
  /** Executed at once between MULTI and EXEC, not queued. */
  NOT_QUEUED(null),
  /** Its keys cannot be told from their positions alone. Derived from the key specs. */
  MOVABLEKEYS("movablekeys"),
  ALLOW_BUSY("allow_busy");

  private final @Nullable String word;

  Flag(@Nullable String word) {
    this.word = word;
  }

  /** The word that COMMAND INFO shows, or null when it shows none. */
  public @Nullable String word() {
    return word;
  }

  /** This flag's bit in a set of flags. */
  @SuppressWarnings("EnumOrdinal") // a position in a bit set that never leaves the process
  public int bit() {
    return 1 << ordinal();
  }
}
