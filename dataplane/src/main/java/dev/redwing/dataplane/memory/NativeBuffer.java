package dev.redwing.dataplane.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * One piece of native memory outside the store's arena, for staging and scratch: grows on demand,
 * freed by {@link #close}. Owned by one thread at a time. Reads and writes go by {@link #address},
 * which changes when it grows.
 */
public final class NativeBuffer implements AutoCloseable {
  private static final int MAX_VIEW_BYTES = 1 << 30;

  private Arena arena;
  private MemorySegment segment;

  public NativeBuffer(long capacity) {
    arena = Arena.ofShared();
    segment = allocate(arena, capacity);
  }

  public long address() {
    return segment.address();
  }

  /** Bytes it can hold. */
  public long capacity() {
    return segment.byteSize();
  }

  /**
   * A view for channels, of as much of the range as a byte buffer can show; not valid after growing
   * or closing.
   */
  public ByteBuffer view(long from, long to) {
    return segment.asSlice(from, Math.min(to - from, MAX_VIEW_BYTES)).asByteBuffer();
  }

  /** Makes room for {@code capacity} bytes, keeping the first {@code keep}. */
  public void grow(long capacity, long keep) {
    if (capacity <= segment.byteSize()) {
      return;
    }
    replace(Math.max(capacity, segment.byteSize() * 2), keep);
  }

  /** Gives memory above {@code capacity} bytes back, keeping the first {@code keep}. */
  public void shrink(long capacity, long keep) {
    if (segment.byteSize() > capacity) {
      replace(capacity, keep);
    }
  }

  private static MemorySegment allocate(Arena arena, long capacity) {
    try {
      return arena.allocate(capacity);
    } catch (OutOfMemoryError e) {
      arena.close();
      throw new OutOfNativeMemoryException("no memory for a buffer of " + capacity + " bytes");
    }
  }

  private void replace(long capacity, long keep) {
    Arena newArena = Arena.ofShared();
    MemorySegment replacement = allocate(newArena, capacity);
    MemorySegment.copy(segment, 0, replacement, 0, keep);
    arena.close();
    arena = newArena;
    segment = replacement;
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
