package dev.redwing.dataplane.rdb;

import static dev.redwing.dataplane.memory.NativeMemory.getByte;
import static dev.redwing.dataplane.memory.NativeMemory.getInt;

/**
 * Reads a zipmap, in which Redis before 2.6 kept and wrote small hashes.
 *
 * <pre>
 * count u8 (above 253 = count them) · pair* · FF
 * pair:   length · field · length · unused bytes u8 · value · unused bytes
 * length: u8 below 254, or FE and u32
 * </pre>
 */
final class Zipmap {
  private static final int END = 0xff;
  private static final int LONG_LENGTH = 0xfe;
  private static final int NONE = -1;

  private final long start;
  private final int bytes;
  private int at = 1;
  private int fieldAt;
  private int fieldLength;
  private int valueAt;
  private int valueLength;

  /** {@code bytes} bytes from a file: before all else they must be {@link #isValid}. */
  Zipmap(long start, int bytes) {
    this.start = start;
    this.bytes = bytes;
  }

  private int byteAt(int offset) {
    return getByte(start + offset) & 0xff;
  }

  /** Whether it is whole, so that {@link #next} goes through all of it without leaving it. */
  boolean isValid() {
    if (bytes < 2) {
      return false;
    }
    int offset = 1;
    int count = 0;
    while (offset < bytes && byteAt(offset) != END) {
      offset = parse(offset);
      if (offset == NONE) {
        return false;
      }
      count++;
    }
    int stated = byteAt(0);
    return offset == bytes - 1 && (stated >= LONG_LENGTH || stated == count);
  }

  /** Looks at the pair at {@code offset}; where the next one is, or NONE if it leaves the map. */
  private int parse(int offset) {
    long field = lengthAt(offset);
    if (field == NONE) {
      return NONE;
    }
    fieldAt = offset + lengthBytes(offset);
    long valueLengthAt = fieldAt + field;
    if (valueLengthAt >= bytes - 1) {
      return NONE;
    }
    long value = lengthAt((int) valueLengthAt);
    if (value == NONE) {
      return NONE;
    }
    long unusedAt = valueLengthAt + lengthBytes((int) valueLengthAt);
    if (unusedAt >= bytes - 1) {
      return NONE;
    }
    long next = unusedAt + 1 + value + byteAt((int) unusedAt);
    if (next > bytes - 1) {
      return NONE;
    }
    fieldLength = (int) field;
    valueAt = (int) unusedAt + 1;
    valueLength = (int) value;
    return (int) next;
  }

  private int lengthBytes(int offset) {
    return byteAt(offset) == LONG_LENGTH ? 5 : 1;
  }

  private long lengthAt(int offset) {
    int first = byteAt(offset);
    if (first < LONG_LENGTH) {
      return first;
    }
    return first == END || offset + 5 >= bytes ? NONE : getInt(start + offset + 1) & 0xffff_ffffL;
  }

  /** Goes to the next pair; false if there is none. */
  boolean next() {
    if (byteAt(at) == END) {
      return false;
    }
    at = parse(at);
    return true;
  }

  long fieldAddress() {
    return start + fieldAt;
  }

  int fieldLength() {
    return fieldLength;
  }

  long valueAddress() {
    return start + valueAt;
  }

  int valueLength() {
    return valueLength;
  }
}
