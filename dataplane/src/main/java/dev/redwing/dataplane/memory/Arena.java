package dev.redwing.dataplane.memory;

import static dev.redwing.dataplane.memory.NativeMemory.getInt;
import static dev.redwing.dataplane.memory.NativeMemory.getLong;
import static dev.redwing.dataplane.memory.NativeMemory.getShort;
import static dev.redwing.dataplane.memory.NativeMemory.putInt;
import static dev.redwing.dataplane.memory.NativeMemory.putLong;
import static dev.redwing.dataplane.memory.NativeMemory.putShort;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All blocks of user data: a slab allocator over one reservation of native memory.
 *
 * <p>Blocks up to 256 KiB are cut from runs of pages, a run for one size class ({@link
 * SizeClasses}); larger ones are runs of their own ({@link PageHeap}). A free block's first 4 bytes
 * link it to the next free one of its run, so a block costs nothing beyond its class's rounding.
 * Allocating and freeing are O(1); a run whose last block is freed goes back to the page heap,
 * where it can become a run of any other class.
 *
 * <p>A block is named by a <i>reference</i>: its distance from the arena's base in 8-byte units, 39
 * bits (4 TiB), never 0. {@link #usedBytes} is the exact sum of the live blocks' capacities.
 *
 * <p>Checked mode ({@value #CHECKED_PROPERTY}) puts canaries around every block, poisons freed
 * ones, keeps a table of live blocks, and throws {@link MemoryCorruptionException} naming the
 * reference for a double free, a use after free, or a write out of bounds.
 *
 * <p>One thread, the command loop's, allocates and frees. Another may read blocks that are frozen
 * for it ({@link Epochs}), through {@link #frozenAddress}.
 */
public final class Arena implements AutoCloseable {
  public static final String CHECKED_PROPERTY = "redwing.memory.checked";

  /** References fit in this many bits. */
  public static final int REF_BITS = 39;

  public static final long REF_MASK = (1L << REF_BITS) - 1;

  /** More than this cannot be addressed by a reference. */
  public static final long MAX_RESERVE_BYTES = 1L << (REF_BITS + 3);

  private static final long MIN_RESERVE_BYTES = 16L << 20;
  private static final int UNIT_LOG = 3;
  private static final int PAGE_UNITS_LOG = 13;
  private static final int KEEP_WORD_BYTES = 8;
  private static final int CHECK_BYTES = 16;
  private static final long CANARY = 0x5ca1ab1ec0ffee77L;
  private static final byte POISON = (byte) 0xdd;
  private static final long POISON_WORD = 0xddddddddddddddddL;

  private static final Logger LOG = LoggerFactory.getLogger(Arena.class);

  private final PageHeap pages;
  private final long base;
  private final @Nullable CheckedBlocks checkedBlocks;
  private final AllocationFaults faults = new AllocationFaults();
  private final int[] partial = new int[SizeClasses.COUNT];
  private final int[] blockBytes = new int[SizeClasses.COUNT];
  private final int[] runPages = new int[SizeClasses.COUNT];
  private final int[] runBlocks = new int[SizeClasses.COUNT];

  private long usedBytes;
  private long peakBytes;
  private long slabTouchedBytes;
  private long largeBytes;
  private long liveBlocks;
  private boolean closed;

  private Arena(PageHeap pages, boolean checked) {
    this.pages = pages;
    base = pages.base;
    checkedBlocks = checked ? new CheckedBlocks() : null;
    for (int i = 0; i < SizeClasses.COUNT; i++) {
      blockBytes[i] = SizeClasses.blockBytes(i);
      runPages[i] = SizeClasses.pagesPerRun(i);
      runBlocks[i] = runPages[i] * PageHeap.PAGE_BYTES / blockBytes[i];
    }
  }

  /** An arena in the mode that the system property {@value #CHECKED_PROPERTY} asks for. */
  public static Arena create(long reserveBytes) {
    return create(reserveBytes, Boolean.getBoolean(CHECKED_PROPERTY));
  }

  /**
   * An arena over {@code reserveBytes} of address space, or less where the system refuses that
   * much: {@link #reservedBytes} says.
   */
  public static Arena create(long reserveBytes, boolean checked) {
    long wanted = Math.min(reserveBytes, MAX_RESERVE_BYTES);
    PageHeap pages = PageHeap.reserve(wanted, Math.min(wanted, MIN_RESERVE_BYTES));
    if (pages.reservedBytes < wanted) {
      LOG.atWarn()
          .setMessage(
              "The system refuses to reserve as much address space as asked for: data is limited"
                  + " to what was granted. Raise the process's address space limit (ulimit -v).")
          .addKeyValue("askedBytes", wanted)
          .addKeyValue("grantedBytes", pages.reservedBytes)
          .log();
    }
    return new Arena(pages, checked);
  }

  /**
   * Has memory that will be needed soon filled in by {@code background}, which runs what it is
   * given on another thread, and must have done so before {@link #close}.
   */
  public void fillAheadOn(BackgroundWork background) {
    pages.fillAheadOn(background);
  }

  /** A block of at least {@code sizeBytes} (1 or more) with undefined contents. */
  public long allocate(long sizeBytes) {
    if (checkedBlocks != null) {
      return allocateChecked(checkedBlocks, sizeBytes);
    }
    return allocateBlock(sizeBytes);
  }

  private long allocateBlock(long sizeBytes) {
    if (sizeBytes > SizeClasses.MAX_BYTES) {
      return allocateLarge(sizeBytes);
    }
    int sizeClass = SizeClasses.of(sizeBytes);
    int page = partial[sizeClass];
    if (page == 0) {
      page = newRun(sizeClass);
    }
    long entry = pages.entry(page);
    int bytes = blockBytes[sizeClass];
    int free = getInt(entry + PageHeap.FREE_HEAD);
    long ref;
    if (free != 0) {
      ref = ((long) page << PAGE_UNITS_LOG) + free - 1;
      putInt(entry + PageHeap.FREE_HEAD, getInt(base + (ref << UNIT_LOG)));
    } else {
      int bump = getInt(entry + PageHeap.BUMP);
      putInt(entry + PageHeap.BUMP, bump + 1);
      ref = ((long) page << PAGE_UNITS_LOG) + (((long) bump * bytes) >>> UNIT_LOG);
      slabTouchedBytes += bytes;
    }
    int used = getInt(entry + PageHeap.USED) + 1;
    putInt(entry + PageHeap.USED, used);
    if (used == runBlocks[sizeClass]) {
      unlinkPartial(sizeClass, entry);
    }
    account(bytes);
    return ref;
  }

  private void account(long bytes) {
    liveBlocks++;
    usedBytes += bytes;
    if (usedBytes > peakBytes) {
      peakBytes = usedBytes;
    }
  }

  private int newRun(int sizeClass) {
    int count = runPages[sizeClass];
    int page = pages.allocate(count, PageHeap.SLAB);
    for (int i = 0; i < count; i++) {
      long entry = pages.entry(page + i);
      putInt(entry + PageHeap.HEAD, page);
      putShort(entry + PageHeap.KIND, PageHeap.SLAB);
    }
    long entry = pages.entry(page);
    putShort(entry + PageHeap.SIZE_CLASS, (short) sizeClass);
    putInt(entry + PageHeap.USED, 0);
    putInt(entry + PageHeap.FREE_HEAD, 0);
    putInt(entry + PageHeap.BUMP, 0);
    linkPartial(sizeClass, page, entry);
    return page;
  }

  private long allocateLarge(long sizeBytes) {
    int count = pagesFor(sizeBytes);
    int page = pages.allocate(count, PageHeap.LARGE);
    long bytes = (long) count * PageHeap.PAGE_BYTES;
    largeBytes += bytes;
    account(bytes);
    return (long) page << PAGE_UNITS_LOG;
  }

  private int pagesFor(long sizeBytes) {
    long count = PageHeap.roundUp(sizeBytes, PageHeap.PAGE_BYTES) / PageHeap.PAGE_BYTES;
    if (count > Integer.MAX_VALUE) {
      throw new OutOfNativeMemoryException("a block of " + sizeBytes + " bytes is too large");
    }
    return (int) count;
  }

  /** Frees a block at once. Whoever a snapshot may still read goes to {@link Epochs#retire}. */
  public void free(long ref) {
    if (checkedBlocks != null) {
      freeBlock(uncheck(checkedBlocks, ref));
    } else {
      freeBlock(ref);
    }
  }

  private void freeBlock(long ref) {
    int page = pages.head((int) (ref >>> PAGE_UNITS_LOG));
    long entry = pages.entry(page);
    liveBlocks--;
    if (getShort(entry + PageHeap.KIND) == PageHeap.LARGE) {
      long bytes = (long) getInt(entry + PageHeap.PAGES) * PageHeap.PAGE_BYTES;
      usedBytes -= bytes;
      largeBytes -= bytes;
      pages.free(page, bytes);
      return;
    }
    int sizeClass = getShort(entry + PageHeap.SIZE_CLASS);
    usedBytes -= blockBytes[sizeClass];
    putInt(base + (ref << UNIT_LOG), getInt(entry + PageHeap.FREE_HEAD));
    putInt(entry + PageHeap.FREE_HEAD, (int) (ref - ((long) page << PAGE_UNITS_LOG)) + 1);
    int used = getInt(entry + PageHeap.USED) - 1;
    putInt(entry + PageHeap.USED, used);
    if (used == runBlocks[sizeClass] - 1) {
      linkPartial(sizeClass, page, entry);
    }
    // The last partly used run of a class stays, or allocating and freeing one block in turn would
    // build and dissolve a run each time.
    if (used == 0 && (partial[sizeClass] != page || getInt(entry + PageHeap.NEXT) != 0)) {
      freeRun(sizeClass, page, entry);
    }
  }

  private void freeRun(int sizeClass, int page, long entry) {
    unlinkPartial(sizeClass, entry);
    long touched = (long) getInt(entry + PageHeap.BUMP) * blockBytes[sizeClass];
    slabTouchedBytes -= touched;
    pages.free(page, touched);
  }

  private void linkPartial(int sizeClass, int page, long entry) {
    int next = partial[sizeClass];
    putInt(entry + PageHeap.NEXT, next);
    putInt(entry + PageHeap.PREVIOUS, 0);
    if (next != 0) {
      putInt(pages.entry(next) + PageHeap.PREVIOUS, page);
    }
    partial[sizeClass] = page;
  }

  private void unlinkPartial(int sizeClass, long entry) {
    int next = getInt(entry + PageHeap.NEXT);
    int previous = getInt(entry + PageHeap.PREVIOUS);
    if (next != 0) {
      putInt(pages.entry(next) + PageHeap.PREVIOUS, previous);
    }
    if (previous != 0) {
      putInt(pages.entry(previous) + PageHeap.NEXT, next);
    } else {
      partial[sizeClass] = next;
    }
  }

  /** Absolute address of a live block. */
  public long address(long ref) {
    if (checkedBlocks != null) {
      checkLive(checkedBlocks, ref);
    }
    return base + (ref << UNIT_LOG);
  }

  private static void checkLive(CheckedBlocks blocks, long ref) {
    if (blocks.size(ref) < 0) {
      throw new MemoryCorruptionException("use of a block that is not live: ref " + ref);
    }
  }

  /** The same without the checked mode's look-up, whose table belongs to the loop's thread. */
  public long frozenAddress(long ref) {
    return base + (ref << UNIT_LOG);
  }

  /** The reference of the live block that starts at {@code address}. */
  public long reference(long address) {
    return (address - base) >>> UNIT_LOG;
  }

  /** Usable bytes of a live block: at least what was asked for. */
  public long capacity(long ref) {
    if (checkedBlocks != null) {
      checkLive(checkedBlocks, ref);
      return blockCapacity(ref - 1) - CHECK_BYTES;
    }
    return blockCapacity(ref);
  }

  private long blockCapacity(long ref) {
    int page = pages.head((int) (ref >>> PAGE_UNITS_LOG));
    long entry = pages.entry(page);
    if (getShort(entry + PageHeap.KIND) == PageHeap.LARGE) {
      return (long) getInt(entry + PageHeap.PAGES) * PageHeap.PAGE_BYTES;
    }
    return blockBytes[getShort(entry + PageHeap.SIZE_CLASS)];
  }

  /** Usable bytes of the block that {@link #allocate} would give for {@code sizeBytes}. */
  public long capacityFor(long sizeBytes) {
    long extra = checkedBlocks != null ? CHECK_BYTES : 0;
    long bytes = sizeBytes + extra;
    if (bytes > SizeClasses.MAX_BYTES) {
      return PageHeap.roundUp(bytes, PageHeap.PAGE_BYTES) - extra;
    }
    return blockBytes[SizeClasses.of(bytes)] - extra;
  }

  /**
   * Lengthens a large block where it lies if the pages behind it are free, so that its contents
   * need not be copied; false if it must be.
   */
  public boolean extend(long ref, long sizeBytes) {
    long blockRef = checkedBlocks != null ? ref - 1 : ref;
    int page = (int) (blockRef >>> PAGE_UNITS_LOG);
    if (pages.head(page) != page || pages.kind(page) != PageHeap.LARGE) {
      return false;
    }
    long oldBytes = blockCapacity(blockRef);
    int count = pagesFor(sizeBytes + (checkedBlocks != null ? CHECK_BYTES : 0));
    long newBytes = (long) count * PageHeap.PAGE_BYTES;
    if (newBytes <= oldBytes) {
      return true;
    }
    if (checkedBlocks != null && faults.failsNext()) {
      return false;
    }
    try {
      if (!pages.extend(page, count)) {
        return false;
      }
    } catch (OutOfNativeMemoryException e) {
      return false;
    }
    largeBytes += newBytes - oldBytes;
    liveBlocks--;
    account(newBytes - oldBytes);
    if (checkedBlocks != null) {
      putLong(base + (blockRef << UNIT_LOG) + newBytes - KEEP_WORD_BYTES, CANARY ^ ref);
    }
    return true;
  }

  /** Exact sum of the capacities of all live blocks. */
  public long usedBytes() {
    return usedBytes;
  }

  /** What {@link #usedBytes} was at most. */
  public long peakBytes() {
    return peakBytes;
  }

  /** Memory the process holds for blocks, live or not, to within a page a run. */
  public long residentBytes() {
    return slabTouchedBytes + largeBytes + pages.idleDirtyBytes();
  }

  /** The part of {@link #residentBytes} that belongs to no run and could go back. */
  public long idleBytes() {
    return pages.idleDirtyBytes();
  }

  public long liveBlocks() {
    return liveBlocks;
  }

  /** Address space granted at creation. */
  public long reservedBytes() {
    return pages.reservedBytes;
  }

  public boolean checked() {
    return checkedBlocks != null;
  }

  /** Gives all memory of empty runs back to the system. */
  public void releaseUnused() {
    releaseUnused(Long.MAX_VALUE / 2, Integer.MAX_VALUE);
  }

  /**
   * Gives about {@code maxBytes} of empty runs back to the system, looking at {@code maxRuns} of
   * them at most: a slice of work for the loop.
   */
  public void releaseUnused(long maxBytes, int maxRuns) {
    for (int i = 0; i < SizeClasses.COUNT; i++) {
      int page = partial[i];
      if (page != 0) {
        long entry = pages.entry(page);
        if (getInt(entry + PageHeap.USED) == 0) {
          freeRun(i, page, entry);
        }
      }
    }
    pages.discard(maxBytes, maxRuns);
  }

  /**
   * Gives memory that was filled in ahead of growth back when that has ended; from time to time.
   */
  public void releaseAhead(long nowNanos) {
    pages.releaseAhead(nowNanos);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      pages.close();
    }
  }

  // ---------------------------------------------------------------------------- checked mode
  //
  // A block is [8: size ^ canary ^ ref] [user's bytes] [8: canary ^ ref]; ref names the user's
  // part.

  private long allocateChecked(CheckedBlocks blocks, long sizeBytes) {
    if (sizeBytes <= 0) {
      throw new MemoryCorruptionException("a block of " + sizeBytes + " bytes was asked for");
    }
    if (faults.failsNext()) {
      throw new OutOfNativeMemoryException("a test wants this allocation to fail");
    }
    long touchedBefore = slabTouchedBytes;
    long block = allocateBlock(sizeBytes + CHECK_BYTES);
    long address = base + (block << UNIT_LOG);
    long capacity = blockCapacity(block);
    boolean reused = slabTouchedBytes == touchedBefore && capacity <= SizeClasses.MAX_BYTES;
    if (reused) {
      for (long i = KEEP_WORD_BYTES; i < capacity; i += Long.BYTES) {
        if (getLong(address + i) != POISON_WORD) {
          throw new MemoryCorruptionException(
              "written after it was freed: ref " + (block + 1) + " at offset " + (i - Long.BYTES));
        }
      }
    }
    long ref = block + 1;
    blocks.add(ref, sizeBytes);
    putLong(address, sizeBytes ^ CANARY ^ ref);
    putLong(address + capacity - KEEP_WORD_BYTES, CANARY ^ ref);
    NativeMemory.fill(address + KEEP_WORD_BYTES, capacity - CHECK_BYTES, (byte) 0xa5);
    return ref;
  }

  private long uncheck(CheckedBlocks blocks, long ref) {
    checkBlock(blocks, ref);
    blocks.remove(ref);
    long block = ref - 1;
    long address = base + (block << UNIT_LOG);
    long capacity = blockCapacity(block);
    if (capacity <= SizeClasses.MAX_BYTES) {
      NativeMemory.fill(address, capacity, POISON);
    } else {
      NativeMemory.fill(address, PageHeap.PAGE_BYTES, POISON);
    }
    return block;
  }

  private void checkBlock(CheckedBlocks blocks, long ref) {
    long size = blocks.size(ref);
    if (size < 0) {
      throw new MemoryCorruptionException(
          "freed twice, or never allocated: ref " + ref + ", " + blocks.count() + " live blocks");
    }
    long address = base + ((ref - 1) << UNIT_LOG);
    if (getLong(address) != (size ^ CANARY ^ ref)) {
      throw new MemoryCorruptionException("written before its start: ref " + ref);
    }
    if (getLong(address + blockCapacity(ref - 1) - KEEP_WORD_BYTES) != (CANARY ^ ref)) {
      throw new MemoryCorruptionException(
          "written behind its end: ref " + ref + " of " + size + " bytes");
    }
  }

  /** Checked mode: what lets allocations fail. */
  public AllocationFaults faults() {
    return faults;
  }

  /** Checked mode: verifies the canaries of every live block and the sum of their capacities. */
  public void verify() {
    if (checkedBlocks == null) {
      return;
    }
    long sum = 0;
    for (long ref : checkedBlocks.live()) {
      checkBlock(checkedBlocks, ref);
      sum += blockCapacity(ref - 1);
    }
    if (sum != usedBytes || checkedBlocks.count() != liveBlocks) {
      throw new MemoryCorruptionException(
          "used "
              + usedBytes
              + " bytes in "
              + liveBlocks
              + " blocks, but found "
              + sum
              + " in "
              + checkedBlocks.count());
    }
  }
}
