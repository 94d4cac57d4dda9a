package dev.redwing.dataplane.replication.feed;

import dev.redwing.dataplane.env.FileStore.ReadableFile;
import dev.redwing.dataplane.replication.Backlog;

/**
 * How far a replica is.
 *
 * <pre>
 *   PSYNC, SYNC ──full──► AwaitingSnapshot ──it starts──► AwaitingEnd ──by disk──► SendingFile
 *        │                                                    │ diskless                │
 *        │                                                    ▼                         ▼
 *        └──────partial────────────────────────────────────► Online ◄──────────────────┘
 * </pre>
 */
sealed interface ReplicaState {
  /** The name in INFO's {@code slaveN:state=}. */
  String wireName();

  /** It waits for a snapshot to start. */
  record AwaitingSnapshot() implements ReplicaState {
    @Override
    public String wireName() {
      return "wait_bgsave";
    }
  }

  /** The snapshot it gets is being made; {@code cursor} is where the stream goes on after it. */
  record AwaitingEnd(Backlog.Cursor cursor, boolean diskless) implements ReplicaState {
    @Override
    public String wireName() {
      return "wait_bgsave";
    }
  }

  /** The snapshot's file goes to its socket. */
  record SendingFile(Backlog.Cursor cursor, ReadableFile file) implements ReplicaState {
    @Override
    public String wireName() {
      return "send_bulk";
    }
  }

  /**
   * It gets the stream; after a diskless sync only once it has {@code started} to acknowledge,
   * because the end of such a snapshot is recognized by nothing following it.
   */
  record Online(Backlog.Cursor cursor, boolean started) implements ReplicaState {
    @Override
    public String wireName() {
      return "online";
    }
  }
}
