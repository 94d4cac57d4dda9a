package dev.redwing.dataplane.net;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.resp.RequestBatch;

/** Who runs what connections bring. All calls on the loop. */
public interface RequestHandler {
  /** A client has connected. */
  void connected(Client client);

  /** A client has gone: its state may be dropped. */
  void disconnected(Client client);

  /**
   * Runs the requests in their order and writes their replies.
   *
   * @return how many are done: fewer than there are when the client has to wait or to go; the rest
   *     is decoded again after {@code Connection.resumeLater}
   */
  int run(Client client, RequestBatch batch);

  /** An empty line came: a replica shows that it is alive while it loads. */
  void emptyLine(Client client);

  /** The client broke the protocol; its connection is about to close. */
  void protocolError(Client client, String error);
}
