package dev.redwing.dataplane.type.string;

import static dev.redwing.dataplane.memory.NativeMemory.getByte;
import static dev.redwing.dataplane.memory.NativeMemory.getInt;
import static dev.redwing.dataplane.memory.NativeMemory.putByte;
import static dev.redwing.dataplane.memory.NativeMemory.putInt;

import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;

/**
 * The longest common subsequence of two byte strings, by the textbook table of the lengths for all
 * pairs of prefixes: time and memory grow with the product of the lengths. Which of several longest
 * ones is found, and how it is cut into ranges, is as redis-server does it: from the ends
 * backwards, preferring to shorten the second string.
 */
public final class CommonSubsequence implements AutoCloseable {
  private final long first;
  private final int firstLength;
  private final long second;
  private final int secondLength;
  private final NativeBuffer table;

  /** Hears of the ranges that match, last one first; positions are inclusive. */
  public interface RangeVisitor {
    void visit(int firstStart, int firstEnd, int secondStart, int secondEnd);
  }

  /** What the table of two strings of these lengths takes. */
  public static long tableBytes(long firstLength, long secondLength) {
    return (firstLength + 1) * (secondLength + 1) * Integer.BYTES;
  }

  /** Whether we can have such a table. */
  public static boolean fits(long firstLength, long secondLength) {
    return tableBytes(firstLength, secondLength) < Integer.MAX_VALUE - 8 * Integer.BYTES;
  }

  public CommonSubsequence(long first, int firstLength, long second, int secondLength) {
    this.first = first;
    this.firstLength = firstLength;
    this.second = second;
    this.secondLength = secondLength;
    table = new NativeBuffer(tableBytes(firstLength, secondLength));
    fill();
  }

  private long cell(int i, int j) {
    return table.address() + (long) Integer.BYTES * ((long) i * (secondLength + 1) + j);
  }

  private int lengthAt(int i, int j) {
    return getInt(cell(i, j));
  }

  /** Row by row, each from the one above it; the first row and column are zeros. */
  private void fill() {
    long row = (long) Integer.BYTES * (secondLength + 1);
    NativeMemory.fill(table.address(), row, (byte) 0);
    for (int i = 1; i <= firstLength; i++) {
      byte b = getByte(first + i - 1);
      long cell = cell(i, 0);
      int left = 0;
      int diagonal = 0;
      putInt(cell, 0);
      for (int j = 0; j < secondLength; j++) {
        cell += Integer.BYTES;
        int above = getInt(cell - row);
        left = getByte(second + j) == b ? diagonal + 1 : Math.max(above, left);
        diagonal = above;
        putInt(cell, left);
      }
    }
  }

  private boolean same(int i, int j) {
    return getByte(first + i - 1) == getByte(second + j - 1);
  }

  public int length() {
    return lengthAt(firstLength, secondLength);
  }

  /** The subsequence itself. */
  public byte[] bytes() {
    try (NativeBuffer result = new NativeBuffer(Math.max(1, length()))) {
      int at = length();
      int i = firstLength;
      int j = secondLength;
      while (i > 0 && j > 0) {
        if (same(i, j)) {
          at--;
          putByte(result.address() + at, getByte(first + i - 1));
          i--;
          j--;
        } else if (lengthAt(i - 1, j) > lengthAt(i, j - 1)) {
          i--;
        } else {
          j--;
        }
      }
      return NativeMemory.toBytes(result.address(), length());
    }
  }

  /** Tells the ranges in which both strings have the same bytes of the subsequence. */
  public void ranges(RangeVisitor visitor) {
    int i = firstLength;
    int j = secondLength;
    int start = 0; // of the open range, in the first string
    int secondStart = 0; // and in the second
    int length = 0; // 0: no range is open
    while (i > 0 && j > 0) {
      boolean complete = false;
      if (same(i, j)) {
        if (length == 0) {
          start = i - 1;
          secondStart = j - 1;
          length = 1;
        } else if (start == i && secondStart == j) {
          start--;
          secondStart--;
          length++;
        } else {
          complete = true;
        }
        complete |= start == 0 || secondStart == 0;
        i--;
        j--;
      } else {
        if (lengthAt(i - 1, j) > lengthAt(i, j - 1)) {
          i--;
        } else {
          j--;
        }
        complete = length > 0;
      }
      if (complete) {
        visitor.visit(start, start + length - 1, secondStart, secondStart + length - 1);
        length = 0;
      }
    }
  }

  @Override
  public void close() {
    table.close();
  }
}
