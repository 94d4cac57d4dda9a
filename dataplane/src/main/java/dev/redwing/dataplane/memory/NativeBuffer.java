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
  private static final long MAX_CAPACITY = Integer.MAX_VALUE - 8L;

  private Arena arena;
  private MemorySegment segment;

  public NativeBuffer(int capacity) {
    arena = Arena.ofShared();
    segment = arena.allocate(capacity);
  }

  public long address() {
    return segment.address();
  }

  /** Bytes it can hold. */
  public int capacity() {
    return (int) segment.byteSize();
  }

  /** A view for channels; not valid after growing or closing. */
  public ByteBuffer view(int from, int to) {
    return segment.asByteBuffer().limit(to).position(from);
  }

  /** Makes room for {@code capacity} bytes, keeping the first {@code keep}. */
  public void grow(long capacity, int keep) {
    if (capacity <= segment.byteSize()) {
      return;
    }
    if (capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException("a buffer of " + capacity + " bytes was asked for");
    }
    replace(Math.min(MAX_CAPACITY, Math.max(capacity, segment.byteSize() * 2)), keep);
  }

  /** Gives memory above {@code capacity} bytes back, keeping the first {@code keep}. */
  public void shrink(int capacity, int keep) {
    if (segment.byteSize() > capacity) {
      replace(capacity, keep);
    }
  }

  private void replace(long capacity, int keep) {
    Arena newArena = Arena.ofShared();
    MemorySegment replacement = newArena.allocate(capacity);
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
