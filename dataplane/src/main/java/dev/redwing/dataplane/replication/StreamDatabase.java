package dev.redwing.dataplane.replication;

/** Which database the commands of the stream are for, until its next SELECT. */
public interface StreamDatabase {
  int selected();

  /** Makes the next command begin with a SELECT: somebody new is listening. */
  void forget();
}
