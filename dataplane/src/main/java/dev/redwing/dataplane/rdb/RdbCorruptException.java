package dev.redwing.dataplane.rdb;

import java.io.IOException;

/**
 * An RDB file, stream or payload that is not what the format promises. Says where, what was
 * expected, what was there, and what to do about it.
 */
public final class RdbCorruptException extends IOException {
  private static final long serialVersionUID = 1;

  private final String file;
  private final long offset;
  private final String expected;
  private final String actual;

  /**
   * @param file what was read, as a person knows it
   * @param offset in bytes from its beginning
   */
  public RdbCorruptException(String file, long offset, String expected, String actual) {
    this(file, offset, expected, actual, advice());
  }

  public RdbCorruptException(
      String file, long offset, String expected, String actual, String advice) {
    super(
        file
            + " at offset "
            + offset
            + ": expected "
            + expected
            + ", found "
            + actual
            + ". "
            + advice);
    this.file = file;
    this.offset = offset;
    this.expected = expected;
    this.actual = actual;
  }

  private static String advice() {
    return "The file is damaged or was cut off: restore it from a backup or a replica, or move it"
        + " away to start without its data; redis-check-rdb shows how far it can be read";
  }

  public String file() {
    return file;
  }

  /** In bytes from the file's beginning. */
  public long offset() {
    return offset;
  }

  public String expected() {
    return expected;
  }

  public String actual() {
    return actual;
  }
}
