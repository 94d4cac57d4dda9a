package dev.redwing.dataplane.collect;

/**
 * How large one listpack of a list may become: {@code list-max-listpack-size}, as quicklist.c reads
 * it. From -1 to -5 the limit is 4, 8, 16, 32 or 64 KiB; from 1 on it is a number of elements, and
 * 8 KiB for safety (0 counts as 1).
 *
 * @param setting the directive's value
 */
public record ListLimit(int setting) {
  /** Redis's default: 8 KiB. */
  public static final ListLimit DEFAULT = new ListLimit(-2);

  private static final int SAFETY_BYTES = 8192;
  private static final int SMALLEST_BYTES = 4096;
  private static final int LARGEST_STEP = 5;

  /** Bytes that a listpack may take. */
  public int maxBytes() {
    if (setting >= 0) {
      return SAFETY_BYTES;
    }
    return SMALLEST_BYTES << (Math.min(-setting, LARGEST_STEP) - 1);
  }

  /** Bytes that a whole list may take as one listpack that is there already. */
  public int maxListBytes() {
    return setting >= 0 ? Integer.MAX_VALUE : maxBytes();
  }

  /** Elements that a listpack may have, as far as they are limited. */
  public int maxElements() {
    return setting >= 0 ? Math.max(setting, 1) : Integer.MAX_VALUE;
  }

  /** Whether a listpack of this size is more than one: quicklistNodeExceedsLimit. */
  public boolean exceeds(long bytes, long elements) {
    return bytes > maxBytes() || elements > maxElements();
  }

  /** Whether an element is so long that it has a node of its own: isLargeElement. */
  public boolean isLarge(long length) {
    return length > maxBytes();
  }
}
