package dev.redwing.dataplane.memory;

/**
 * Lets allocations of a checked arena fail as if there were no memory: for tests, which let each
 * allocation of a change fail in turn and look at what became of it.
 */
public final class AllocationFaults {
  private static final long NEVER = 0;

  /** Allocations until the one that fails, that one included. */
  private long left = NEVER;

  private boolean goesOn;
  private long failures;

  AllocationFaults() {}

  /** Of the allocations from now on number {@code nth} fails, from 1; or, also, all after it. */
  public void fail(long nth, boolean andAllAfter) {
    left = nth;
    goesOn = andAllAfter;
    failures = 0;
  }

  /** There is memory again. */
  public void stop() {
    left = NEVER;
  }

  /** How many have failed since {@link #fail}. */
  public long failures() {
    return failures;
  }

  /** Whether the allocation that is about to be made fails. */
  boolean failsNext() {
    if (left == NEVER) {
      return false;
    }
    if (left > 1) {
      left--;
      return false;
    }
    left = goesOn ? 1 : NEVER;
    failures++;
    return true;
  }
}
