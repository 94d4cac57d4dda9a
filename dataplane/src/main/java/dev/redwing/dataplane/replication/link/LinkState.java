package dev.redwing.dataplane.replication.link;

import dev.redwing.dataplane.env.Dialer.Link;

/**
 * How far the link to the master is.
 *
 * <pre>
 *   Idle ──REPLICAOF──► Waiting ──its time──► Connecting ──► Handshake ──+CONTINUE──► Connected
 *                          ▲                                     │                        ▲
 *                          │                                     └─+FULLRESYNC─► Transfer │
 *                          │                                                        │     │
 *                          │                                              complete  ▼     │
 *                          └──────── whatever breaks, in any state ◄───────────── Loading ┘
 * </pre>
 */
sealed interface LinkState {
  /** The name in ROLE's reply. */
  String wireName();

  /** This node is a master. */
  record Idle() implements LinkState {
    @Override
    public String wireName() {
      return "none";
    }
  }

  /** The next attempt comes at {@code nextAttemptMillis}. */
  record Waiting(long nextAttemptMillis) implements LinkState {
    @Override
    public String wireName() {
      return "connect";
    }
  }

  /** The name is resolved and the connection opened. */
  record Connecting(Link link) implements LinkState {
    @Override
    public String wireName() {
      return "connecting";
    }
  }

  /** Each says who it is; ends with the answer to PSYNC. */
  record Shaking(Link link, Handshake handshake) implements LinkState {
    @Override
    public String wireName() {
      return "handshake";
    }
  }

  /** The snapshot arrives. */
  record Transfer(Link link, SnapshotReceiver receiver) implements LinkState {
    @Override
    public String wireName() {
      return "sync";
    }
  }

  /** The snapshot is here and replaces the data. */
  record Loading(Link link, SnapshotReceiver receiver) implements LinkState {
    @Override
    public String wireName() {
      return "sync";
    }
  }

  /** The stream is applied as it comes. */
  record Connected(Link link) implements LinkState {
    @Override
    public String wireName() {
      return "connected";
    }
  }
}
