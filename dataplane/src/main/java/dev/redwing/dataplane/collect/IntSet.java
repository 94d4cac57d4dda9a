package dev.redwing.dataplane.collect;

import dev.redwing.dataplane.memory.NativeMemory;

/**
 * A small set of integers, sorted, in Redis's own bytes.
 *
 * <pre>
 *   | width u32: 2, 4 or 8 | count u32 | integers of that width, ascending, little-endian |
 * </pre>
 *
 * <p>All integers have the width of the widest ever added. Static over addresses: the owner sees to
 * it that there is room for {@link #bytesAfterAdd}. Search is O(log n), adding and removing O(n).
 */
public final class IntSet {
  /** Bytes of an empty set. */
  public static final int EMPTY_BYTES = 8;

  private static final int HEADER_BYTES = 8;

  private IntSet() {}

  /** Writes an empty set of {@link #EMPTY_BYTES} bytes. */
  public static void init(long set) {
    NativeMemory.putInt(set, Short.BYTES);
    NativeMemory.putInt(set + 4, 0);
  }

  /** Bytes of each integer: 2, 4 or 8. */
  public static int width(long set) {
    return NativeMemory.getInt(set);
  }

  public static int count(long set) {
    return NativeMemory.getInt(set + 4);
  }

  /** Length of the whole in bytes. */
  public static int bytes(long set) {
    return HEADER_BYTES + count(set) * width(set);
  }

  /** The integer at {@code index}, ascending from 0. */
  public static long get(long set, int index) {
    return get(set, index, width(set));
  }

  public static boolean contains(long set, long value) {
    return widthOf(value) <= width(set) && search(set, value) >= 0;
  }

  /** Length of the whole once {@code value}, which must not be in the set, has been added. */
  public static int bytesAfterAdd(long set, long value) {
    return HEADER_BYTES + (count(set) + 1) * Math.max(width(set), widthOf(value));
  }

  /** Adds a value; whether it was new. The caller has seen to the room. */
  public static boolean add(long set, long value) {
    if (widthOf(value) > width(set)) {
      widenAndAdd(set, value);
      return true;
    }
    int found = search(set, value);
    if (found >= 0) {
      return false;
    }
    int index = -found - 1;
    int width = width(set);
    int count = count(set);
    long at = HEADER_BYTES + set + (long) index * width;
    NativeMemory.copy(at, at + width, (long) (count - index) * width);
    put(set, index, width, value);
    NativeMemory.putInt(set + 4, count + 1);
    return true;
  }

  /** Removes a value; whether it was there. */
  public static boolean remove(long set, long value) {
    int index = widthOf(value) > width(set) ? -1 : search(set, value);
    if (index < 0) {
      return false;
    }
    int width = width(set);
    int count = count(set);
    long at = HEADER_BYTES + set + (long) index * width;
    NativeMemory.copy(at + width, at, (long) (count - index - 1) * width);
    NativeMemory.putInt(set + 4, count - 1);
    return true;
  }

  /** Whether {@code length} bytes from a file or a client are a set: its widths, size and order. */
  public static boolean valid(long set, int length) {
    if (length < HEADER_BYTES) {
      return false;
    }
    int width = width(set);
    long count = count(set) & 0xffff_ffffL;
    boolean known = width == Short.BYTES || width == Integer.BYTES || width == Long.BYTES;
    if (!known || HEADER_BYTES + count * width != length || count == 0) {
      return false;
    }
    for (int i = 1; i < count; i++) {
      if (get(set, i - 1, width) >= get(set, i, width)) {
        return false;
      }
    }
    return true;
  }

  /** What does not fit the width lies beyond either end, so it goes there without a search. */
  private static void widenAndAdd(long set, long value) {
    int oldWidth = width(set);
    int newWidth = widthOf(value);
    int count = count(set);
    int shift = value < 0 ? 1 : 0;
    // From the end: a wider integer must not cover a narrow one that is still to be read.
    for (int i = count - 1; i >= 0; i--) {
      put(set, i + shift, newWidth, get(set, i, oldWidth));
    }
    put(set, value < 0 ? 0 : count, newWidth, value);
    NativeMemory.putInt(set, newWidth);
    NativeMemory.putInt(set + 4, count + 1);
  }

  /** The index of {@code value}, or {@code -(index it would have) - 1}. */
  private static int search(long set, long value) {
    int width = width(set);
    int low = 0;
    int high = count(set) - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long found = get(set, middle, width);
      if (found < value) {
        low = middle + 1;
      } else if (found > value) {
        high = middle - 1;
      } else {
        return middle;
      }
    }
    return -low - 1;
  }

  private static int widthOf(long value) {
    if (value == (short) value) {
      return Short.BYTES;
    }
    return value == (int) value ? Integer.BYTES : Long.BYTES;
  }

  private static long get(long set, int index, int width) {
    long at = set + HEADER_BYTES + (long) index * width;
    return switch (width) {
      case Short.BYTES -> NativeMemory.getShort(at);
      case Integer.BYTES -> NativeMemory.getInt(at);
      default -> NativeMemory.getLong(at);
    };
  }

  private static void put(long set, int index, int width, long value) {
    long at = set + HEADER_BYTES + (long) index * width;
    switch (width) {
      case Short.BYTES -> NativeMemory.putShort(at, (short) value);
      case Integer.BYTES -> NativeMemory.putInt(at, (int) value);
      default -> NativeMemory.putLong(at, value);
    }
  }
}
