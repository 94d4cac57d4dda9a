package dev.redwing.dataplane.persistence;

import dev.redwing.dataplane.env.Credits;
import dev.redwing.dataplane.memory.NativeBuffer;
import java.nio.ByteBuffer;

/** A piece of an RDB stream on its way to replicas. */
public final class SnapshotChunk {
  private final Credits credits;
  private final NativeBuffer buffer;
  private final int length;
  private boolean released;

  SnapshotChunk(Credits credits, ByteBuffer bytes) {
    this.credits = credits;
    this.length = bytes.remaining();
    this.buffer = new NativeBuffer(length);
    buffer.view(0, length).put(bytes);
  }

  public long address() {
    return buffer.address();
  }

  public int length() {
    return length;
  }

  /** A view of the bytes, good until {@link #release}. */
  public ByteBuffer bytes() {
    return buffer.view(0, length).asReadOnlyBuffer();
  }

  /** Says that nobody needs the bytes any more. */
  public void release() {
    if (!released) {
      released = true;
      buffer.close();
      credits.giveBack();
    }
  }
}
