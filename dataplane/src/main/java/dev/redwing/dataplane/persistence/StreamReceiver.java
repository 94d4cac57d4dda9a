package dev.redwing.dataplane.persistence;

/** Takes an RDB stream as it is written: replicas synchronised without a disk. On the loop. */
public interface StreamReceiver {
  /**
   * The next piece. Whoever has sent it, or needs it no more, calls {@link SnapshotChunk#release}
   * once; the writer waits while {@value SnapshotService#MAX_CHUNKS_ON_THE_WAY} pieces are not
   * released, so that a slow replica costs no memory.
   */
  void chunk(SnapshotChunk chunk);

  /** All pieces were handed over. */
  void completed();

  /** No more pieces will come, and what came is not a whole file. */
  void failed(String reason);
}
