package dev.redwing.dataplane.replication;

/** The end of the stream: what was executed, and the database the next command is for. */
public interface StreamDatabase {
  /** Puts into the stream what this turn's commands have changed so far. */
  void settle();

  /** The database of the last command, until the next SELECT. */
  int selected();

  /** Makes the next command begin with a SELECT: somebody new is listening. */
  void forget();
}
