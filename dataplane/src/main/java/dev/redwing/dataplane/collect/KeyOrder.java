package dev.redwing.dataplane.collect;

/** Where a look-up in a {@link Tree} with keys wants to go. */
public interface KeyOrder {
  /** Whether the key at this address lies before the place that is looked for. */
  boolean isBefore(long keyAddress);
}
