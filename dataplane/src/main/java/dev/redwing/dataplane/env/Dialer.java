package dev.redwing.dataplane.env;

/**
 * Opens connections to other servers (a replica to its master). The name is resolved at every
 * attempt: a recreated pod has a new address within seconds. Called and calling back on the command
 * loop.
 */
public interface Dialer {
  /** Starts to connect; {@code handler} hears how it went, never before this returns. */
  Link connect(String host, int port, long timeoutMillis, Handler handler);

  /** An outgoing connection, from the first attempt to its end. */
  interface Link {
    /** Queues {@code length} bytes at {@code address}, copied before this returns. */
    void send(long address, int length);

    /** Queues {@code bytes}. */
    void send(byte[] bytes);

    /** {@code ip:port} of the other side; empty before it is connected. */
    String remoteAddress();

    /** {@code ip:port} of this side; empty before it is connected. */
    String localAddress();

    /** Stops or resumes reading, for a reader that cannot keep up. */
    void setReading(boolean reading);

    /** Ends it; the handler hears nothing more. */
    void close();
  }

  /** What happens on a {@link Link}. */
  interface Handler {
    void connected(Link link);

    /** {@code length} bytes arrived at {@code address}: take them all, they are gone afterwards. */
    void received(Link link, long address, int length);

    /** It could not connect, or the connection ended: the last call. */
    void closed(Link link, String reason);
  }
}
