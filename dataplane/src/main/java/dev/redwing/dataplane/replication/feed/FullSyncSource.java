package dev.redwing.dataplane.replication.feed;

import dev.redwing.dataplane.env.FileStore.ReadableFile;
import dev.redwing.dataplane.rdb.ReplicationPosition;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What the master's side needs of persistence: snapshots for replicas. */
public interface FullSyncSource {
  /** Whether a snapshot is being made, so that none can be started. */
  boolean isBusy();

  /** Starts an ordinary background save; false when it could not be started. */
  boolean startFile(ReplicationPosition position, FileListener listener);

  /** Starts a snapshot whose bytes go to {@code listener}; false when it could not be started. */
  boolean startStream(ReplicationPosition position, StreamListener listener);

  /** Hears how a background save went. */
  interface FileListener {
    /** One more reader of the finished file each time it is called. */
    interface Opener {
      /** Null when it cannot be opened. */
      @Nullable ReadableFile open();
    }

    /** Null when it failed. */
    void done(@Nullable Opener file);
  }

  /** Gets a snapshot in pieces, on the command loop. */
  interface StreamListener {
    /** Takes over {@code bytes}; {@code taken} must run once they are on their way. */
    void chunk(ByteBuf bytes, Runnable taken);

    void done(boolean complete);
  }
}
