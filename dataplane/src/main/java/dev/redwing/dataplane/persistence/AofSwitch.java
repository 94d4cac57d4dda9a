package dev.redwing.dataplane.persistence;

/** Whether writes are logged. */
enum AofSwitch {
  OFF,
  /** Switched on while running: complete once a first base was written. */
  WAITS_FOR_BASE,
  ON
}
