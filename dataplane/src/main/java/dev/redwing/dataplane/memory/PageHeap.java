package dev.redwing.dataplane.memory;

import static dev.redwing.dataplane.memory.NativeMemory.getInt;
import static dev.redwing.dataplane.memory.NativeMemory.getLong;
import static dev.redwing.dataplane.memory.NativeMemory.getShort;
import static dev.redwing.dataplane.memory.NativeMemory.putInt;
import static dev.redwing.dataplane.memory.NativeMemory.putLong;
import static dev.redwing.dataplane.memory.NativeMemory.putShort;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hands out runs of 64 KiB pages from one reservation and takes them back, neighbours joined at
 * once (boundary tags), in O(1): free runs lie in lists by length (exact up to 63 pages, then eight
 * lists a doubling) with a bitmap of those that are not empty.
 *
 * <p>The table of pages is native memory too, an entry a page, touched only as far as used:
 *
 * <pre>
 *  0 int    head       first page of the run this page belongs to
 *  4 short  kind       FREE, SLAB, LARGE; set on a run's first and last page (a slab's every page)
 *  6 short  sizeClass  of a slab
 *  8 int    pages      length of the run (on its head)
 * 12 int    used       live blocks of a slab
 * 16 int    freeHead   a slab's first free block, in 8-byte units from the run's start, plus 1
 * 20 int    bump       blocks of a slab ever handed out
 * 24 int    next       list of partly used slabs, or of free runs; a page, 0 = none
 * 28 int    previous
 * 32 long   dirty      bytes of a free run that are resident
 * </pre>
 */
final class PageHeap {
  static final int PAGE_BYTES = 64 * 1024;

  static final short UNUSED = 0;
  static final short FREE = 1;
  static final short SLAB = 2;
  static final short LARGE = 3;

  static final int HEAD = 0;
  static final int KIND = 4;
  static final int SIZE_CLASS = 6;
  static final int PAGES = 8;
  static final int USED = 12;
  static final int FREE_HEAD = 16;
  static final int BUMP = 20;
  static final int NEXT = 24;
  static final int PREVIOUS = 28;
  static final int DIRTY = 32;
  static final int ENTRY_BYTES = 40;

  private static final int EXACT_BINS = 64;
  private static final int BIN_COUNT = EXACT_BINS + 26 * 8;
  private static final int COMMIT_PAGES = 256;

  final long base;
  final long reservedBytes;
  private final long table;
  private final long tableBytes;
  private final int pageLimit;
  private final int[] binHead = new int[BIN_COUNT];
  private final long[] binBits = new long[(BIN_COUNT + 63) / 64];

  /** Pages from here on belong to no run. Page 0 is never used, so that no reference is 0. */
  private int top = 1;

  /** Pages below this are readable and writable. */
  private int committed;

  /** Resident bytes from {@link #top} on. */
  private long topDirty;

  /** How far a discard of the pages from {@link #top} on has come; 0 = none is under way. */
  private int topDiscarded;

  private long idleDirtyBytes;
  private int discardCursor = 1;

  /** Null: memory comes with its first touch. */
  private @Nullable PagesAhead ahead;

  private PageHeap(long base, long reservedBytes, long table, long tableBytes) {
    this.base = base;
    this.reservedBytes = reservedBytes;
    this.table = table;
    this.tableBytes = tableBytes;
    pageLimit = (int) (reservedBytes / PAGE_BYTES);
  }

  /** Reserves up to {@code reserveBytes}: half as much, and again, if the system refuses. */
  static PageHeap reserve(long reserveBytes, long minBytes) {
    long size = roundUp(Math.max(reserveBytes, minBytes), PAGE_BYTES);
    while (true) {
      long base = SystemMemory.reserve(size);
      if (base != 0) {
        long tableBytes = size / PAGE_BYTES * ENTRY_BYTES;
        long table = SystemMemory.mapLazily(tableBytes);
        if (table != 0) {
          return new PageHeap(base, size, table, tableBytes);
        }
        SystemMemory.unmap(base, size);
      }
      if (size / 2 < minBytes) {
        throw new OutOfNativeMemoryException(
            "the system refuses to reserve even "
                + size
                + " bytes of address space: raise the process's limit (ulimit -v)");
      }
      size = roundUp(size / 2, PAGE_BYTES);
    }
  }

  /** From now on memory that will be needed soon is filled in by {@code background}. */
  void fillAheadOn(BackgroundWork background) {
    ahead = new PagesAhead(base + reservedBytes, background);
  }

  long entry(int page) {
    return table + (long) page * ENTRY_BYTES;
  }

  int head(int page) {
    return getInt(entry(page) + HEAD);
  }

  short kind(int page) {
    return getShort(entry(page) + KIND);
  }

  long address(int page) {
    return base + (long) page * PAGE_BYTES;
  }

  /** Free pages whose memory the process still holds. */
  long idleDirtyBytes() {
    return idleDirtyBytes;
  }

  /** A run of {@code pages}, its head's kind and length set. */
  int allocate(int pages, short kind) {
    int page = takeFromBins(pages);
    if (page == 0) {
      page = takeFromTop(pages);
    }
    long entry = entry(page);
    putInt(entry + HEAD, page);
    putShort(entry + KIND, kind);
    putInt(entry + PAGES, pages);
    long last = entry(page + pages - 1);
    putInt(last + HEAD, page);
    putShort(last + KIND, kind);
    return page;
  }

  private int takeFromTop(int pages) {
    if ((long) top + pages > pageLimit) {
      throw new OutOfNativeMemoryException(
          "no run of "
              + (long) pages * PAGE_BYTES
              + " bytes left of the "
              + reservedBytes
              + " bytes reserved");
    }
    int page = top;
    int end = top + pages;
    if (end > committed && ahead != null) {
      committed = Math.max(committed, (int) ((ahead.committedTo() - base) / PAGE_BYTES));
    }
    if (end > committed) {
      int commitEnd = (int) Math.min(pageLimit, roundUp(end, COMMIT_PAGES));
      if (!SystemMemory.commit(address(committed), (long) (commitEnd - committed) * PAGE_BYTES)) {
        throw new OutOfNativeMemoryException(
            "the system has no memory for " + (long) pages * PAGE_BYTES + " bytes more");
      }
      committed = commitEnd;
    }
    top = end;
    if (ahead != null) {
      ahead.grownTo(address(top), (long) top * PAGE_BYTES, address(committed));
    }
    long reused = Math.min(topDirty, (long) pages * PAGE_BYTES);
    topDirty -= reused;
    idleDirtyBytes -= reused;
    return page;
  }

  private int takeFromBins(int pages) {
    int bin = bin(pages);
    int page = binHead[bin];
    if (page == 0 || getInt(entry(page) + PAGES) < pages) {
      bin = nextBin(bin + 1);
      if (bin < 0) {
        return 0;
      }
      page = binHead[bin];
    }
    unlinkFree(page);
    long entry = entry(page);
    int found = getInt(entry + PAGES);
    long dirty = getLong(entry + DIRTY);
    long reused = Math.min(dirty, (long) pages * PAGE_BYTES);
    idleDirtyBytes -= reused;
    if (found > pages) {
      linkFree(page + pages, found - pages, dirty - reused);
    }
    return page;
  }

  /** Takes back a run of which {@code dirtyBytes} are resident. */
  void free(int page, long dirtyBytes) {
    int start = page;
    int end = page + getInt(entry(page) + PAGES);
    long dirty = dirtyBytes;
    idleDirtyBytes += dirtyBytes;
    if (start > 1 && kind(start - 1) == FREE) {
      int previous = head(start - 1);
      dirty += getLong(entry(previous) + DIRTY);
      unlinkFree(previous);
      start = previous;
    }
    if (end < top && kind(end) == FREE) {
      dirty += getLong(entry(end) + DIRTY);
      int next = end;
      end += getInt(entry(end) + PAGES);
      unlinkFree(next);
    }
    // The cursor must stay on a run's head, or the walk would take old entries for runs.
    if (discardCursor > start && (discardCursor < end || end == top)) {
      discardCursor = start;
    }
    if (end == top) {
      top = start;
      topDirty += dirty;
      topDiscarded = 0;
    } else {
      linkFree(start, end - start, dirty);
    }
  }

  /** Lengthens a used run in place if the pages behind it are free. */
  boolean extend(int page, int newPages) {
    long entry = entry(page);
    int pages = getInt(entry + PAGES);
    int more = newPages - pages;
    int end = page + pages;
    if (end == top) {
      if ((long) top + more > pageLimit) {
        return false;
      }
      takeFromTop(more);
    } else {
      if (kind(end) != FREE || getInt(entry(end) + PAGES) < more) {
        return false;
      }
      int found = getInt(entry(end) + PAGES);
      long dirty = getLong(entry(end) + DIRTY);
      long reused = Math.min(dirty, (long) more * PAGE_BYTES);
      idleDirtyBytes -= reused;
      unlinkFree(end);
      if (found > more) {
        linkFree(end + more, found - more, dirty - reused);
      }
    }
    if (discardCursor > page && discardCursor < page + newPages) {
      discardCursor = page;
    }
    putInt(entry + PAGES, newPages);
    long last = entry(page + newPages - 1);
    putInt(last + HEAD, page);
    putShort(last + KIND, getShort(entry + KIND));
    return true;
  }

  /**
   * Gives resident memory of free runs back to the system, at most about {@code maxBytes} and
   * {@code maxRuns} looked at; a walk over all runs continues with the next call.
   */
  void discard(long maxBytes, int maxRuns) {
    long left = maxBytes;
    if (topDirty > 0) {
      // Only its size is known, not where it lies: discard from the top to what is committed.
      left -= discardTop(left);
    }
    for (int runs = 0; runs < maxRuns && left > 0 && idleDirtyBytes > 0; runs++) {
      if (discardCursor >= top) {
        discardCursor = 1;
        return;
      }
      long entry = entry(discardCursor);
      int pages = getInt(entry + PAGES);
      long dirty = getLong(entry + DIRTY);
      if (getShort(entry + KIND) == FREE && dirty > 0) {
        long runBytes = (long) pages * PAGE_BYTES;
        long bytes = Math.min(runBytes, Math.max(PAGE_BYTES, left / PAGE_BYTES * PAGE_BYTES));
        // From the run's end, a slice at a time: what is left of the run stays in its list.
        int offsetPages = getInt(entry + USED);
        long begin = (long) offsetPages * PAGE_BYTES;
        bytes = Math.min(bytes, runBytes - begin);
        SystemMemory.discard(address(discardCursor) + begin, bytes);
        left -= bytes;
        boolean whole = begin + bytes == runBytes;
        long gone = whole ? dirty : Math.min(dirty, bytes);
        idleDirtyBytes -= gone;
        putLong(entry + DIRTY, dirty - gone);
        putInt(entry + USED, whole ? 0 : (int) ((begin + bytes) / PAGE_BYTES));
        if (!whole && dirty - gone > 0) {
          return;
        }
      }
      discardCursor += pages;
    }
  }

  /** Gives back what was filled in ahead of growth when there has been none for a while. */
  void releaseAhead(long nowNanos) {
    long end = address(top);
    if (ahead == null || !ahead.isAtRest(end, nowNanos)) {
      return;
    }
    SystemMemory.discard(end, Math.max(ahead.committedTo(), address(committed)) - end);
    ahead.rest();
    idleDirtyBytes -= topDirty;
    topDirty = 0;
    topDiscarded = 0;
  }

  private long discardTop(long maxBytes) {
    if (ahead != null && !ahead.forget()) {
      return 0;
    }
    int from = Math.max(top, topDiscarded);
    if (from >= committed) {
      idleDirtyBytes -= topDirty;
      topDirty = 0;
      topDiscarded = 0;
      return 0;
    }
    int pages = (int) Math.min(committed - from, Math.max(1, maxBytes / PAGE_BYTES));
    SystemMemory.discard(address(from), (long) pages * PAGE_BYTES);
    topDiscarded = from + pages;
    if (topDiscarded >= committed) {
      idleDirtyBytes -= topDirty;
      topDirty = 0;
      topDiscarded = 0;
    }
    return (long) pages * PAGE_BYTES;
  }

  private void linkFree(int page, int pages, long dirty) {
    long entry = entry(page);
    putInt(entry + HEAD, page);
    putShort(entry + KIND, FREE);
    putInt(entry + PAGES, pages);
    putInt(entry + USED, 0);
    putLong(entry + DIRTY, dirty);
    long last = entry(page + pages - 1);
    putInt(last + HEAD, page);
    putShort(last + KIND, FREE);
    int bin = bin(pages);
    int next = binHead[bin];
    putInt(entry + NEXT, next);
    putInt(entry + PREVIOUS, 0);
    if (next != 0) {
      putInt(entry(next) + PREVIOUS, page);
    }
    binHead[bin] = page;
    binBits[bin >>> 6] |= 1L << bin;
  }

  private void unlinkFree(int page) {
    long entry = entry(page);
    int bin = bin(getInt(entry + PAGES));
    int next = getInt(entry + NEXT);
    int previous = getInt(entry + PREVIOUS);
    if (next != 0) {
      putInt(entry(next) + PREVIOUS, previous);
    }
    if (previous != 0) {
      putInt(entry(previous) + NEXT, next);
    } else {
      binHead[bin] = next;
      if (next == 0) {
        binBits[bin >>> 6] &= ~(1L << bin);
      }
    }
  }

  private static int bin(int pages) {
    if (pages < EXACT_BINS) {
      return pages;
    }
    int log = 31 - Integer.numberOfLeadingZeros(pages);
    return EXACT_BINS + (log - 6) * 8 + ((pages >>> (log - 3)) & 7);
  }

  private int nextBin(int from) {
    for (int word = from >>> 6; word < binBits.length; word++) {
      long bits = binBits[word];
      if (word == from >>> 6) {
        bits &= -1L << from;
      }
      if (bits != 0) {
        return (word << 6) + Long.numberOfTrailingZeros(bits);
      }
    }
    return -1;
  }

  static long roundUp(long value, long unit) {
    return (value + unit - 1) / unit * unit;
  }

  void close() {
    Arrays.fill(binHead, 0);
    SystemMemory.unmap(base, reservedBytes);
    SystemMemory.unmap(table, tableBytes);
  }
}
