package dev.redwing.dataplane.type.zset;

import dev.redwing.dataplane.memory.NativeMemory;

/**
 * From one member's bytes to another's, either included or not, or from or to the end. One object
 * is set to one range after the other; the bytes must stay while it is used.
 */
public final class LexRange {
  private final Bound min = new Bound();
  private final Bound max = new Bound();

  /** One end: bytes, or before or behind all there are. */
  private static final class Bound {
    private static final int BEFORE_ALL = -1;
    private static final int BYTES = 0;
    private static final int BEHIND_ALL = 1;

    private int kind = BYTES;
    private long address;
    private int length;
    private boolean exclusive;

    /** Negative when these bytes are before the bound, 0 when they are it. */
    int compare(long member, int memberLength) {
      return kind == BYTES ? NativeMemory.compare(member, memberLength, address, length) : -kind;
    }
  }

  public LexRange min(long address, int length, boolean exclusive) {
    return set(min, address, length, exclusive);
  }

  public LexRange max(long address, int length, boolean exclusive) {
    return set(max, address, length, exclusive);
  }

  /** The range begins before all members ({@code -}), or behind them ({@code +}), being empty. */
  public LexRange openMin(boolean behindAll) {
    return open(min, behindAll);
  }

  /** The range ends behind all members ({@code +}), or before them ({@code -}), being empty. */
  public LexRange openMax(boolean behindAll) {
    return open(max, behindAll);
  }

  private LexRange set(Bound bound, long address, int length, boolean exclusive) {
    bound.kind = Bound.BYTES;
    bound.address = address;
    bound.length = length;
    bound.exclusive = exclusive;
    return this;
  }

  private LexRange open(Bound bound, boolean behindAll) {
    bound.kind = behindAll ? Bound.BEHIND_ALL : Bound.BEFORE_ALL;
    bound.exclusive = false;
    return this;
  }

  /** Whether these bytes are not before the range. */
  boolean begins(long member, int length) {
    int order = min.compare(member, length);
    return order > 0 || (order == 0 && !min.exclusive);
  }

  /** Whether these bytes are not behind the range. */
  boolean goesOn(long member, int length) {
    int order = max.compare(member, length);
    return order < 0 || (order == 0 && !max.exclusive);
  }

  /** Whether no bytes at all are within it. */
  public boolean isEmpty() {
    if (min.kind != Bound.BYTES || max.kind != Bound.BYTES) {
      return min.kind >= max.kind;
    }
    int order = NativeMemory.compare(min.address, min.length, max.address, max.length);
    return order > 0 || (order == 0 && (min.exclusive || max.exclusive));
  }

  /** If not, and the range is not empty, it begins before all members. */
  boolean hasMin() {
    return min.kind == Bound.BYTES;
  }

  /** If not, and the range is not empty, it ends behind all members. */
  boolean hasMax() {
    return max.kind == Bound.BYTES;
  }

  long minAddress() {
    return min.address;
  }

  int minLength() {
    return min.length;
  }

  boolean minExclusive() {
    return min.exclusive;
  }

  long maxAddress() {
    return max.address;
  }

  int maxLength() {
    return max.length;
  }

  boolean maxExclusive() {
    return max.exclusive;
  }
}
