package dev.redwing.dataplane.commands.generic;

import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;

/**
 * The elements SORT is about and what each is sorted by, copied to native memory: they are the
 * user's data and may be millions. A row is where an element lies, where its weight lies or that it
 * has none, and its score.
 *
 * <p>Sorting merges runs of rows from one buffer into another: stable, O(n log n).
 */
final class SortRows implements AutoCloseable {
  /** Compares two rows by their addresses in {@code rows}. */
  interface Order {
    int compare(SortRows rows, long first, long second);
  }

  private static final int ROW_BYTES = 24;
  private static final int WEIGHT = 8;
  private static final int SCORE = 16;
  private static final int NO_WEIGHT = -1;

  /** Texts one behind the other, each behind its length. */
  private final NativeBuffer texts = new NativeBuffer(1024);

  private NativeBuffer rows = new NativeBuffer(1024);
  private NativeBuffer merged = new NativeBuffer(ROW_BYTES);
  private long textBytes;
  private long count;

  long count() {
    return count;
  }

  /** Adds an element that is its own weight, with a score of 0. */
  void add(long address, int length) {
    long text = put(address, length);
    rows.grow((count + 1) * ROW_BYTES, count * ROW_BYTES);
    long row = row(count);
    count++;
    NativeMemory.putLong(row, text);
    NativeMemory.putLong(row + WEIGHT, text);
    setScore(row, 0);
  }

  private long put(long address, int length) {
    texts.grow(textBytes + Integer.BYTES + length, textBytes);
    long offset = textBytes;
    long to = texts.address() + offset;
    NativeMemory.putInt(to, length);
    NativeMemory.copy(address, to + Integer.BYTES, length);
    textBytes += Integer.BYTES + length;
    return offset;
  }

  /** The address of a row, valid until one is added or all are sorted. */
  long row(long index) {
    return rows.address() + index * ROW_BYTES;
  }

  // ---- of a row ----

  long element(long row) {
    return texts.address() + NativeMemory.getLong(row) + Integer.BYTES;
  }

  int elementLength(long row) {
    return NativeMemory.getInt(texts.address() + NativeMemory.getLong(row));
  }

  boolean hasWeight(long row) {
    return NativeMemory.getLong(row + WEIGHT) != NO_WEIGHT;
  }

  long weight(long row) {
    return texts.address() + NativeMemory.getLong(row + WEIGHT) + Integer.BYTES;
  }

  int weightLength(long row) {
    return NativeMemory.getInt(texts.address() + NativeMemory.getLong(row + WEIGHT));
  }

  /** Gives it another weight than the element, which is copied. */
  void setWeight(long row, long address, int length) {
    NativeMemory.putLong(row + WEIGHT, put(address, length));
  }

  void removeWeight(long row) {
    NativeMemory.putLong(row + WEIGHT, NO_WEIGHT);
  }

  double score(long row) {
    return Double.longBitsToDouble(NativeMemory.getLong(row + SCORE));
  }

  void setScore(long row, double score) {
    NativeMemory.putLong(row + SCORE, Double.doubleToRawLongBits(score));
  }

  // ---- sorting ----

  void sort(Order order) {
    merged.grow(count * ROW_BYTES, 0);
    for (long run = 1; run < count; run *= 2) {
      for (long start = 0; start < count; start += 2 * run) {
        long middle = Math.min(start + run, count);
        merge(order, start, middle, Math.min(middle + run, count));
      }
      NativeBuffer source = rows;
      rows = merged;
      merged = source;
    }
  }

  private void merge(Order order, long start, long middle, long end) {
    long to = merged.address() + start * ROW_BYTES;
    long left = row(start);
    long leftEnd = row(middle);
    long right = leftEnd;
    long rightEnd = row(end);
    while (left < leftEnd && right < rightEnd) {
      if (order.compare(this, left, right) <= 0) {
        copyRow(left, to);
        left += ROW_BYTES;
      } else {
        copyRow(right, to);
        right += ROW_BYTES;
      }
      to += ROW_BYTES;
    }
    NativeMemory.copy(left, to, leftEnd - left);
    NativeMemory.copy(right, to + leftEnd - left, rightEnd - right);
  }

  private static void copyRow(long from, long to) {
    NativeMemory.putLong(to, NativeMemory.getLong(from));
    NativeMemory.putLong(to + WEIGHT, NativeMemory.getLong(from + WEIGHT));
    NativeMemory.putLong(to + SCORE, NativeMemory.getLong(from + SCORE));
  }

  @Override
  public void close() {
    texts.close();
    rows.close();
    merged.close();
  }
}
