package dev.redwing.dataplane.persistence;

import dev.redwing.dataplane.rdb.ReplicationPosition;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots for replicas. One snapshot is open at a time; all who ask for a file while it is
 * written share it.
 *
 * <p>A caller notes its own stream offset when {@link #startFile} or {@link #startStream} returns
 * true: the snapshot contains exactly what was written before. Who joins a file that is being
 * written already needs the stream from {@link #runningFilePosition} on.
 */
public interface SnapshotService {
  /** How many pieces of a stream may be waiting to be sent. */
  int MAX_CHUNKS_ON_THE_WAY = 8;

  /** Whether a snapshot is being written, for whatever purpose: a new one must wait. */
  boolean isBusy();

  /** Starts writing an RDB file; false when a snapshot is being written. */
  boolean startFile(FileReceiver receiver);

  /** Whether an RDB file is being written that one may still join. */
  boolean isFileRunning();

  /** Where the stream stood when the running file's snapshot was opened. */
  @Nullable ReplicationPosition runningFilePosition();

  /** Waits for the file being written; false when none is. */
  boolean joinFile(FileReceiver receiver);

  /** Starts an RDB stream; false when a snapshot is being written. */
  boolean startStream(StreamReceiver receiver);

  /** Ends the stream: nobody is left to take it. {@link StreamReceiver#failed} still comes. */
  void cancelStream();
}
