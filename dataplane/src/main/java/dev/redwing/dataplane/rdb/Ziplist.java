package dev.redwing.dataplane.rdb;

import static dev.redwing.dataplane.memory.NativeMemory.getByte;
import static dev.redwing.dataplane.memory.NativeMemory.getInt;
import static dev.redwing.dataplane.memory.NativeMemory.getLong;
import static dev.redwing.dataplane.memory.NativeMemory.getShort;

import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.collect.ValueSlot;

/**
 * Reads a ziplist, in which Redis before 7.0 kept and wrote small collections.
 *
 * <pre>
 * total bytes u32 · offset of the last element u32 · count u16 (65535 = count them) · element* · FF
 * element: bytes of the element before (u8, or FE and u32) · encoding · data
 *
 * 00nnnnnn data                 string of n bytes
 * 01nnnnnn nnnnnnnn data        string, 14 bits, big-endian
 * 10000000 4 bytes data         string, 32 bits, big-endian
 * C0 i16 · D0 i32 · E0 i64 · F0 i24 · FE i8     integers, little-endian
 * F1 to FD                      the integers 0 to 12
 * </pre>
 */
final class Ziplist implements AutoCloseable {
  private static final int HEADER_BYTES = 10;
  private static final int END = 0xff;
  private static final int LONG_PREVIOUS = 0xfe;
  private static final int COUNT_UNKNOWN = 0xffff;

  private final long start;
  private final int bytes;
  private final PackText text = new PackText();
  private int at = HEADER_BYTES;

  // The element that parse() has looked at.
  private int dataAt;
  private int dataBytes;
  private boolean integer;

  /** {@code bytes} bytes from a file: before all else they must be {@link #isValid}. */
  Ziplist(long start, int bytes) {
    this.start = start;
    this.bytes = bytes;
  }

  private int byteAt(int offset) {
    return getByte(start + offset) & 0xff;
  }

  /** Whether it is whole, so that {@link #next} goes through all of it without leaving it. */
  boolean isValid() {
    if (bytes < HEADER_BYTES + 1 || getInt(start) != bytes || byteAt(bytes - 1) != END) {
      return false;
    }
    int offset = HEADER_BYTES;
    int previous = 0;
    int last = HEADER_BYTES;
    int count = 0;
    while (offset < bytes - 1) {
      int length = parse(offset, previous);
      if (length < 0) {
        return false;
      }
      last = offset;
      previous = length;
      offset += length;
      count++;
    }
    int stated = getShort(start + 8) & 0xffff;
    return offset == bytes - 1
        && getInt(start + 4) == last
        && (stated == COUNT_UNKNOWN || stated == count);
  }

  /** Looks at the element at {@code offset}; its length, or -1 if it is none. */
  private int parse(int offset, int previousBytes) {
    int end = bytes - 1;
    int encodingAt = offset + 1;
    int previous = byteAt(offset);
    if (previous == LONG_PREVIOUS) {
      if (end - offset < 6) {
        return -1;
      }
      previous = getInt(start + offset + 1);
      encodingAt = offset + 5;
    }
    if (previous != previousBytes || encodingAt >= end) {
      return -1;
    }
    return parseData(offset, encodingAt, end);
  }

  private int parseData(int offset, int encodingAt, int end) {
    int first = byteAt(encodingAt);
    integer = first >= 0xc0;
    long data;
    int header = 1;
    if (integer) {
      data = integerBytes(first);
    } else if (first < 0x40) {
      data = first;
    } else if (first < 0x80) {
      header = 2;
      data = end - encodingAt < 2 ? -1 : (first & 0x3f) << 8 | byteAt(encodingAt + 1);
    } else {
      header = 5;
      data =
          first != 0x80 || end - encodingAt < 5
              ? -1
              : Integer.reverseBytes(getInt(start + encodingAt + 1)) & 0xffff_ffffL;
    }
    if (data < 0 || encodingAt + header + data > end) {
      return -1;
    }
    dataAt = encodingAt + header;
    dataBytes = (int) data;
    return dataAt + dataBytes - offset;
  }

  private static int integerBytes(int encoding) {
    return switch (encoding) {
      case 0xc0 -> Short.BYTES;
      case 0xd0 -> Integer.BYTES;
      case 0xe0 -> Long.BYTES;
      case 0xf0 -> 3;
      case 0xfe -> Byte.BYTES;
      default -> encoding >= 0xf1 && encoding <= 0xfd ? 0 : -1;
    };
  }

  int count() {
    int count = 0;
    int saved = at;
    at = HEADER_BYTES;
    while (next()) {
      count++;
    }
    at = saved;
    return count;
  }

  /** Goes to the next element; false if there is none. */
  boolean next() {
    if (at >= bytes - 1) {
      return false;
    }
    int encodingAt = at + (byteAt(at) == LONG_PREVIOUS ? 5 : 1);
    at += parseData(at, encodingAt, bytes - 1);
    if (integer) {
      text.of(integer(byteAt(encodingAt)));
    } else {
      text.of(start + dataAt, dataBytes);
    }
    return true;
  }

  private long integer(int encoding) {
    long data = start + dataAt;
    return switch (encoding) {
      case 0xc0 -> getShort(data);
      case 0xd0 -> getInt(data);
      case 0xe0 -> getLong(data);
      case 0xf0 -> (getShort(data) & 0xffff) | (int) getByte(data + 2) << 16;
      case 0xfe -> getByte(data);
      default -> encoding - 0xf1;
    };
  }

  /** Lets the slot hold the elements from the next one on as a listpack. */
  void copyTo(ValueSlot slot) {
    ListPack.init(slot.writable(ListPack.EMPTY_BYTES));
    slot.setEncoding(Encoding.LISTPACK);
    while (next()) {
      int added = ListPack.encodedBytes(text.address(), text.length());
      long pack = slot.writable(slot.length() + added);
      ListPack.insert(pack, ListPack.NONE, text.address(), text.length());
    }
  }

  /** The element as text, good until the next. */
  long address() {
    return text.address();
  }

  int length() {
    return text.length();
  }

  @Override
  public void close() {
    text.close();
  }
}
