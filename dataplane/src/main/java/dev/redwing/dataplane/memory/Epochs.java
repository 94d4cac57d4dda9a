package dev.redwing.dataplane.memory;

import static dev.redwing.dataplane.memory.NativeMemory.getInt;
import static dev.redwing.dataplane.memory.NativeMemory.getLong;
import static dev.redwing.dataplane.memory.NativeMemory.putLong;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Who may still read a block. Every block begins with {@code int epoch}: the epoch in which it was
 * made. Opening a snapshot ends an epoch; while it is open, every block of an older epoch is
 * <i>frozen</i>: a writer copies it, and retires the original, which is freed when the snapshot has
 * closed.
 *
 * <p>One snapshot is open at a time; who needs the data meanwhile shares it. Everything here
 * belongs to the command loop's thread; the snapshot's thread only reads frozen blocks.
 *
 * <p>Retired references wait in chunks of native memory, and are freed in bounded slices ({@link
 * #freeRetired}), so that closing a snapshot costs nothing that grows with the data.
 */
public final class Epochs {
  /** Offset of a block's epoch. */
  public static final int EPOCH = 0;

  private static final int CHUNK_BYTES = 4096;
  private static final int CHUNK_NEXT = 0;
  private static final int CHUNK_FIRST = 8;
  private static final int CHUNK_REFS = (CHUNK_BYTES - CHUNK_FIRST) / Long.BYTES;

  private final Arena arena;
  private int current = 1;
  private boolean open;
  private int openEpoch;

  /** Chunk being filled while a snapshot is open, older full ones linked behind it. */
  private long filling;

  private int fillingCount;
  private long fillingTotal;

  /** Empty chunks, linked, for when that one is full: as many as were asked for ahead. */
  private long spare;

  private int spareCount;

  /** Chunk being emptied after a snapshot has closed. */
  private long draining;

  private long retiredBytes;

  /** What can partly go before the snapshot closes, and what is left of it afterwards. */
  private final List<RetiredBag> openBags = new ArrayList<>();

  private final ArrayDeque<RetiredBag> closedBags = new ArrayDeque<>();

  private int drainingCount;
  private long drainingTotal;

  public Epochs(Arena arena) {
    this.arena = arena;
  }

  /** What a new block is stamped with. */
  public int current() {
    return current;
  }

  public boolean isOpen() {
    return open;
  }

  /** Whether the open snapshot, if any, may read the block at {@code address}. */
  public boolean frozen(long address) {
    return open && getInt(address + EPOCH) - openEpoch <= 0;
  }

  /** Frees a block now, or after the snapshot that can see it has closed. */
  public void retire(long ref) {
    if (frozen(arena.address(ref))) {
      defer(ref);
    } else {
      arena.free(ref);
    }
  }

  /** A list of retired blocks of the open snapshot, whose owner may free some of them earlier. */
  public RetiredBag openBag() {
    RetiredBag bag = new RetiredBag(arena);
    openBags.add(bag);
    return bag;
  }

  /** Frees a block after the open snapshot has closed, whatever its epoch. */
  public void defer(long ref) {
    if (filling == 0 || fillingCount == CHUNK_REFS) {
      long chunk = spare != 0 ? takeSpare() : arena.allocate(CHUNK_BYTES);
      putLong(arena.address(chunk) + CHUNK_NEXT, filling);
      filling = chunk;
      fillingCount = 0;
    }
    putLong(arena.address(filling) + CHUNK_FIRST + (long) fillingCount * Long.BYTES, ref);
    fillingCount++;
    fillingTotal++;
    retiredBytes += arena.capacity(ref);
  }

  private long takeSpare() {
    long chunk = spare;
    spare = getLong(arena.address(chunk) + CHUNK_NEXT);
    spareCount--;
    return chunk;
  }

  /**
   * Sees to it that the next {@code blocks} blocks can be retired without running out of memory, so
   * that a change of several steps can fail before the first one only.
   */
  public void reserve(long blocks) {
    if (!open) {
      return; // What is retired now is freed at once.
    }
    long room = (filling == 0 ? 0 : CHUNK_REFS - fillingCount) + (long) spareCount * CHUNK_REFS;
    for (; room < blocks; room += CHUNK_REFS) {
      long chunk = arena.allocate(CHUNK_BYTES);
      putLong(arena.address(chunk) + CHUNK_NEXT, spare);
      spare = chunk;
      spareCount++;
    }
  }

  /** Freezes every block there is, until {@link #close}. */
  public void open() {
    if (open) {
      throw new IllegalStateException("a snapshot is open already");
    }
    open = true;
    openEpoch = current;
    current++;
  }

  /** The epoch whose blocks, and older ones, the open snapshot reads. */
  public int openEpoch() {
    return openEpoch;
  }

  /** Ends the snapshot: nothing is frozen, what was retired can be freed. */
  public void close() {
    if (!open) {
      throw new IllegalStateException("no snapshot is open");
    }
    open = false;
    while (spare != 0) {
      arena.free(takeSpare());
    }
    closedBags.addAll(openBags);
    openBags.clear();
    if (draining == 0) {
      draining = filling;
      drainingCount = fillingCount;
    } else if (filling != 0) {
      // Rare: the former snapshot's blocks are not all freed yet. They go behind the newer ones,
      // whose chunks are full but for the first, as the older list's first must then be too.
      freeDrainingHead();
      appendDraining();
    }
    drainingTotal += fillingTotal;
    filling = 0;
    fillingCount = 0;
    fillingTotal = 0;
  }

  private void freeDrainingHead() {
    long address = arena.address(draining);
    for (int i = 0; i < drainingCount; i++) {
      freeRetiredBlock(getLong(address + CHUNK_FIRST + (long) i * Long.BYTES));
    }
    drainingTotal -= drainingCount;
    long next = getLong(address + CHUNK_NEXT);
    arena.free(draining);
    draining = next;
    drainingCount = CHUNK_REFS;
  }

  private void freeRetiredBlock(long ref) {
    retiredBytes -= arena.capacity(ref);
    arena.free(ref);
  }

  private void appendDraining() {
    long last = filling;
    long next = getLong(arena.address(last) + CHUNK_NEXT);
    while (next != 0) {
      last = next;
      next = getLong(arena.address(last) + CHUNK_NEXT);
    }
    putLong(arena.address(last) + CHUNK_NEXT, draining);
    draining = filling;
    drainingCount = fillingCount;
  }

  /** Frees up to {@code maxBlocks} retired blocks; true if some are left. */
  public boolean freeRetired(int maxBlocks) {
    int left = maxBlocks;
    while (!closedBags.isEmpty() && left > 0) {
      RetiredBag bag = closedBags.peek();
      while (bag.size() > 0 && left > 0) {
        bag.free(bag.size() - 1);
        left--;
      }
      if (bag.size() == 0) {
        bag.close();
        closedBags.remove();
      }
    }
    while (draining != 0 && left > 0) {
      long address = arena.address(draining);
      while (drainingCount > 0 && left > 0) {
        drainingCount--;
        drainingTotal--;
        left--;
        freeRetiredBlock(getLong(address + CHUNK_FIRST + (long) drainingCount * Long.BYTES));
      }
      if (drainingCount == 0) {
        long next = getLong(address + CHUNK_NEXT);
        arena.free(draining);
        draining = next;
        drainingCount = next == 0 ? 0 : CHUNK_REFS;
      }
    }
    return draining != 0 || !closedBags.isEmpty();
  }

  /** Blocks that wait for the open snapshot, or for {@link #freeRetired}. */
  public long retiredBlocks() {
    long total = fillingTotal + drainingTotal;
    for (RetiredBag bag : openBags) {
      total += bag.size();
    }
    for (RetiredBag bag : closedBags) {
      total += bag.size();
    }
    return total;
  }

  /** Their capacities: a part of {@link Arena#usedBytes} that no live data uses any more. */
  public long retiredBytes() {
    long total = retiredBytes;
    for (RetiredBag bag : openBags) {
      total += bag.bytes();
    }
    for (RetiredBag bag : closedBags) {
      total += bag.bytes();
    }
    return total;
  }
}
