package dev.redwing.dataplane.memory;

import static dev.redwing.dataplane.memory.NativeMemory.getLong;
import static dev.redwing.dataplane.memory.NativeMemory.putLong;

import java.util.Arrays;

/**
 * Retired blocks of which some can go before the snapshot closes: pairs of a hash and a reference
 * in no order, in chunks of native memory. On the heap are only the chunks' references, a four
 * thousandth of what they list.
 */
public final class RetiredBag {
  private static final int CHUNK_PAIRS = 256;
  private static final int PAIR_BYTES = 16;
  private static final int CHUNK_BYTES = CHUNK_PAIRS * PAIR_BYTES;

  private final Arena arena;
  private long[] chunks = new long[4];
  private int chunkCount;
  private long size;
  private long bytes;

  public RetiredBag(Arena arena) {
    this.arena = arena;
  }

  public long size() {
    return size;
  }

  /** Capacities of the blocks listed, and of the list. */
  long bytes() {
    return bytes + (long) chunkCount * CHUNK_BYTES;
  }

  /** Sees to it that the next {@code blocks} blocks can be added without running out of memory. */
  public void reserve(int blocks) {
    while (size + blocks > (long) chunkCount * CHUNK_PAIRS) {
      if (chunkCount == chunks.length) {
        chunks = Arrays.copyOf(chunks, chunkCount * 2);
      }
      chunks[chunkCount] = arena.allocate(CHUNK_BYTES);
      chunkCount++;
    }
  }

  public void add(long hash, long ref) {
    reserve(1);
    long pair = pair(size);
    putLong(pair, hash);
    putLong(pair + Long.BYTES, ref);
    size++;
    bytes += arena.capacity(ref);
  }

  private long pair(long index) {
    return arena.address(chunks[(int) (index / CHUNK_PAIRS)]) + index % CHUNK_PAIRS * PAIR_BYTES;
  }

  public long hash(long index) {
    return getLong(pair(index));
  }

  /** Frees the block listed at {@code index}; the last one takes its place. */
  public void free(long index) {
    long pair = pair(index);
    long ref = getLong(pair + Long.BYTES);
    size--;
    long last = pair(size);
    putLong(pair, getLong(last));
    putLong(pair + Long.BYTES, getLong(last + Long.BYTES));
    if (size == (long) (chunkCount - 2) * CHUNK_PAIRS) {
      // The empty chunk before it stays: somebody may have reserved what is in it.
      freeLastChunk();
    }
    bytes -= arena.capacity(ref);
    arena.free(ref);
  }

  private void freeLastChunk() {
    chunkCount--;
    arena.free(chunks[chunkCount]);
  }

  /** Frees the chunks of a bag that is empty and stays so. */
  void close() {
    while (chunkCount > 0) {
      freeLastChunk();
    }
  }
}
