package dev.redwing.dataplane.keyspace;

/** What becomes of a key that a look-up finds to have expired. */
public enum ExpiryMode {
  /** A master removes it. */
  DELETE,
  /** A replica answers as if it were gone, and waits for its master's DEL. */
  HIDE,
  /** Loading, and what the master's stream does on a replica: the key is as good as any. */
  KEEP
}
