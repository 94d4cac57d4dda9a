package dev.redwing.dataplane.bytes;

/** How long one string may be: a key, a value, an element, an argument of a command. */
public final class StringLimit {
  /**
   * Just under 1 GiB: a key with its value, or a field with its value, is one block of memory and
   * one item of a file, and what belongs to them fits there too; ints address both.
   */
  public static final int MAX_BYTES = (1 << 30) - 64 * 1024;

  private StringLimit() {}
}
