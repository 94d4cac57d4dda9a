package dev.redwing.dataplane.propagate;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.resp.Request;

/** Runs commands that come from the append-only file or from the master. */
public interface CommandApplier {
  /**
   * Runs {@code request} in the name of {@code source}, without the checks that are for clients and
   * without the replies. The commands of a MULTI are kept and run by its EXEC.
   *
   * @return false when there is no such command: the stream is not for this server
   */
  boolean apply(Client source, Request request);
}
