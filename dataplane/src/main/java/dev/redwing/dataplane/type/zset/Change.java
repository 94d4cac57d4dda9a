package dev.redwing.dataplane.type.zset;

/** What became of a member that {@link ZsetType#put} was to give a score. */
public enum Change {
  /** It is new. */
  ADDED,
  /** It has another score now. */
  UPDATED,
  /** It had this score; where signs of zero differ it has kept its own, as in Redis. */
  SAME,
  /** A condition was not met; nothing has changed. */
  REFUSED,
  /** The sum is not a number, as of infinity and its opposite; nothing has changed. */
  NOT_A_NUMBER
}
