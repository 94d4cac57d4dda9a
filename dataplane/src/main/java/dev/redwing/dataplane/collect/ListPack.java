package dev.redwing.dataplane.collect;

import dev.redwing.dataplane.memory.NativeMemory;

/**
 * A listpack: a small sequence of strings and integers in one run of bytes, in Redis's own format,
 * so that RDB files and DUMP copy it as it is.
 *
 * <pre>
 *   | total bytes u32 | element count u16 | element | element | ... | 0xFF |
 *   element: | encoding and data | back length, 1-5 bytes |
 *
 *   0xxxxxxx                       7-bit unsigned integer
 *   10xxxxxx data                  string of up to 63 bytes
 *   110xxxxx xxxxxxxx              13-bit signed integer
 *   1110xxxx xxxxxxxx data         string of up to 4095 bytes
 *   11110000 u32 data              string of up to 4 GiB
 *   11110001/2/3/4 i16/i24/i32/i64 signed integers
 * </pre>
 *
 * <p>The back length is the element's length before it, seven bits a byte, most significant first,
 * the high bit set on all but the first: read backwards from the next element. A count of 65535
 * means "count them".
 *
 * <p>Static over addresses: who owns the bytes sees to it that there is room ({@link
 * #encodedBytes}) before an insertion. Elements are named by their byte offset from the start; an
 * offset is valid until the next change before it.
 */
public final class ListPack {
  /** Bytes of an empty listpack. */
  public static final int EMPTY_BYTES = 7;

  /** No such element. */
  public static final int NONE = -1;

  private static final int COUNT = 4;
  private static final int HEADER_BYTES = 6;
  private static final int COUNT_UNKNOWN = 0xffff;
  private static final int END = 0xff;
  private static final int MAX_7_BIT = 127;
  private static final int MIN_13_BIT = -4096;
  private static final int MAX_13_BIT = 4095;
  private static final int MIN_24_BIT = -(1 << 23);
  private static final int MAX_24_BIT = (1 << 23) - 1;
  private static final int MAX_6_BIT_LENGTH = 63;
  private static final int MAX_12_BIT_LENGTH = 4095;

  private ListPack() {}

  // ---- the whole ----

  /** Writes an empty listpack of {@link #EMPTY_BYTES} bytes. */
  public static void init(long pack) {
    NativeMemory.putInt(pack, EMPTY_BYTES);
    NativeMemory.putShort(pack + COUNT, (short) 0);
    NativeMemory.putByte(pack + HEADER_BYTES, (byte) END);
  }

  /** Length of the whole in bytes. */
  public static int bytes(long pack) {
    return NativeMemory.getInt(pack);
  }

  /** Number of elements; O(n) above 65534. */
  public static int count(long pack) {
    int count = NativeMemory.getShort(pack + COUNT) & 0xffff;
    if (count != COUNT_UNKNOWN) {
      return count;
    }
    count = 0;
    for (int at = first(pack); at != NONE; at = next(pack, at)) {
      count++;
    }
    return count;
  }

  // ---- walking ----

  /** Offset of the first element, or {@link #NONE}. */
  public static int first(long pack) {
    return orNone(pack, HEADER_BYTES);
  }

  /** Offset of the last element, or {@link #NONE}. */
  public static int last(long pack) {
    return previous(pack, bytes(pack) - 1);
  }

  /** Offset of the element after the one at {@code offset}, or {@link #NONE}. */
  public static int next(long pack, int offset) {
    return orNone(pack, offset + elementBytes(pack, offset));
  }

  /**
   * Offset of the element before {@code offset} (which may be that of the end mark), or {@link
   * #NONE}.
   */
  public static int previous(long pack, int offset) {
    if (offset == HEADER_BYTES) {
      return NONE;
    }
    long at = pack + offset - 1;
    int length = 0;
    int shift = 0;
    while (true) {
      int b = NativeMemory.getByte(at--);
      length |= (b & 0x7f) << shift;
      shift += 7;
      if ((b & 0x80) == 0) {
        break;
      }
    }
    return offset - length - backLengthBytes(length);
  }

  /** Offset of element {@code index}, negative counting from the end, or {@link #NONE}. */
  public static int seek(long pack, int index) {
    int count = count(pack);
    int wanted = index < 0 ? index + count : index;
    if (wanted < 0 || wanted >= count) {
      return NONE;
    }
    if (wanted > count / 2) {
      int at = last(pack);
      for (int i = count - 1; i > wanted; i--) {
        at = previous(pack, at);
      }
      return at;
    }
    int at = first(pack);
    for (int i = 0; i < wanted; i++) {
      at = next(pack, at);
    }
    return at;
  }

  private static int orNone(long pack, int offset) {
    return byteAt(pack, offset) == END ? NONE : offset;
  }

  /** Address of the elements' bytes: all but the header and the end mark. */
  static long elements(long pack) {
    return pack + HEADER_BYTES;
  }

  // ---- reading an element ----

  /** Whether the element is stored as an integer. */
  public static boolean isInteger(long pack, int offset) {
    int b = byteAt(pack, offset);
    return b < 0x80 || (b & 0xe0) == 0xc0 || (b >= 0xf1 && b <= 0xf4);
  }

  /** The integer at {@code offset}, which {@link #isInteger} must have confirmed. */
  public static long integer(long pack, int offset) {
    int b = byteAt(pack, offset);
    if (b < 0x80) {
      return b;
    }
    if ((b & 0xe0) == 0xc0) {
      int value = (b & 0x1f) << 8 | byteAt(pack, offset + 1);
      return value > MAX_13_BIT ? value - (1 << 13) : value;
    }
    long data = pack + offset + 1;
    return switch (b) {
      case 0xf1 -> NativeMemory.getShort(data);
      case 0xf2 ->
          (NativeMemory.getShort(data) & 0xffff) | (int) NativeMemory.getByte(data + 2) << 16;
      case 0xf3 -> NativeMemory.getInt(data);
      case 0xf4 -> NativeMemory.getLong(data);
      default -> throw new IllegalStateException("no integer at offset " + offset);
    };
  }

  /**
   * Length of the string at {@code offset} if it is one of at most 63 bytes, else {@link #NONE}.
   * Its bytes are behind one byte, and the next element behind them and one more.
   */
  public static int shortLength(long pack, int offset) {
    int b = byteAt(pack, offset);
    return (b & 0xc0) == 0x80 ? b & 0x3f : NONE;
  }

  /** Address of the bytes of the string at {@code offset}. */
  public static long stringAddress(long pack, int offset) {
    return pack + offset + stringHeaderBytes(byteAt(pack, offset));
  }

  /** Length in bytes of the string at {@code offset}. */
  public static int stringLength(long pack, int offset) {
    int b = byteAt(pack, offset);
    if ((b & 0xc0) == 0x80) {
      return b & 0x3f;
    }
    if ((b & 0xf0) == 0xe0) {
      return (b & 0x0f) << 8 | byteAt(pack, offset + 1);
    }
    if (b == 0xf0) {
      return NativeMemory.getInt(pack + offset + 1);
    }
    throw new IllegalStateException("no string at offset " + offset);
  }

  /** Whether the element, of either kind, spells the {@code length} bytes at {@code value}. */
  public static boolean equal(long pack, int offset, long value, int length) {
    if (isInteger(pack, offset)) {
      return IntegerText.isInteger(value, length)
          && IntegerText.parse(value, length) == integer(pack, offset);
    }
    return stringLength(pack, offset) == length
        && NativeMemory.equal(stringAddress(pack, offset), value, length);
  }

  /**
   * Offset of the first element from {@code from} on that spells the value, looking at one element
   * and passing over {@code skip} after it, or {@link #NONE}.
   */
  public static int find(long pack, int from, long value, int length, int skip) {
    boolean integer = IntegerText.isInteger(value, length);
    long number = integer ? IntegerText.parse(value, length) : 0;
    int left = 0;
    for (int at = from; at != NONE; at = next(pack, at)) {
      if (left > 0) {
        left--;
        continue;
      }
      left = skip;
      // In one from outside a string may spell an integer; Redis finds those, too.
      if (isInteger(pack, at)
          ? integer && integer(pack, at) == number
          : stringLength(pack, at) == length
              && NativeMemory.equal(stringAddress(pack, at), value, length)) {
        return at;
      }
    }
    return NONE;
  }

  // ---- sizes ----

  /** Bytes of the whole element at {@code offset}, its back length included. */
  public static int elementBytes(long pack, int offset) {
    int data = dataBytes(pack, offset);
    return data + backLengthBytes(data);
  }

  private static int dataBytes(long pack, int offset) {
    int b = byteAt(pack, offset);
    if (b < 0x80) {
      return 1;
    }
    if ((b & 0xe0) == 0xc0) {
      return 2;
    }
    return switch (b) {
      case 0xf1 -> 3;
      case 0xf2 -> 4;
      case 0xf3 -> 5;
      case 0xf4 -> 9;
      default -> stringHeaderBytes(b) + stringLength(pack, offset);
    };
  }

  /** How many bytes an element spelling this value takes. */
  public static int encodedBytes(long value, int length) {
    int data;
    if (IntegerText.isInteger(value, length)) {
      data = integerBytes(IntegerText.parse(value, length));
    } else {
      data = stringHeaderBytes(length, 0) + length;
    }
    return data + backLengthBytes(data);
  }

  /** How many bytes an element holding this integer takes. */
  public static int encodedBytes(long number) {
    int data = integerBytes(number);
    return data + backLengthBytes(data);
  }

  private static int integerBytes(long number) {
    if (number >= 0 && number <= MAX_7_BIT) {
      return 1;
    }
    if (number >= MIN_13_BIT && number <= MAX_13_BIT) {
      return 2;
    }
    if (number == (short) number) {
      return 3;
    }
    if (number >= MIN_24_BIT && number <= MAX_24_BIT) {
      return 4;
    }
    return number == (int) number ? 5 : 9;
  }

  private static int stringHeaderBytes(int firstByte) {
    return firstByte == 0xf0 ? 5 : (firstByte & 0xc0) == 0x80 ? 1 : 2;
  }

  private static int stringHeaderBytes(int length, int base) {
    return base + (length <= MAX_6_BIT_LENGTH ? 1 : length <= MAX_12_BIT_LENGTH ? 2 : 5);
  }

  private static int backLengthBytes(int dataBytes) {
    if (dataBytes < 1 << 7) {
      return 1;
    }
    if (dataBytes < (1 << 14) - 1) {
      return 2;
    }
    if (dataBytes < (1 << 21) - 1) {
      return 3;
    }
    return dataBytes < (1 << 28) - 1 ? 4 : 5;
  }

  // ---- changing: the caller has seen to the room ----

  /**
   * Inserts a value before the element at {@code offset}, or at the end for {@link #NONE}; returns
   * its offset. The pack grows by {@link #encodedBytes(long, int)}.
   */
  public static int insert(long pack, int offset, long value, int length) {
    if (IntegerText.isInteger(value, length)) {
      return insert(pack, offset, IntegerText.parse(value, length));
    }
    int header = stringHeaderBytes(length, 0);
    int data = header + length;
    int at = open(pack, offset, data + backLengthBytes(data));
    putString(pack + at, value, length);
    putBackLength(pack + at + data, data);
    addToCount(pack, 1);
    return at;
  }

  /** Inserts an integer; see {@link #insert(long, int, long, int)}. */
  public static int insert(long pack, int offset, long number) {
    int data = integerBytes(number);
    int at = open(pack, offset, data + backLengthBytes(data));
    putInteger(pack + at, number, data);
    putBackLength(pack + at + data, data);
    addToCount(pack, 1);
    return at;
  }

  /** Replaces the element at {@code offset} by a value. */
  public static void replace(long pack, int offset, long value, int length) {
    close(pack, offset, elementBytes(pack, offset));
    addToCount(pack, -1);
    insert(pack, offset, value, length);
  }

  /** Replaces the element at {@code offset} by an integer. */
  public static void replace(long pack, int offset, long number) {
    close(pack, offset, elementBytes(pack, offset));
    addToCount(pack, -1);
    insert(pack, offset, number);
  }

  /**
   * Removes up to {@code elements} elements from {@code offset} on; returns the offset of what now
   * stands there, or {@link #NONE} at the end.
   */
  public static int delete(long pack, int offset, int elements) {
    int length = 0;
    int removed = 0;
    while (removed < elements && byteAt(pack, offset + length) != END) {
      length += elementBytes(pack, offset + length);
      removed++;
    }
    close(pack, offset, length);
    addToCount(pack, -removed);
    return orNone(pack, offset);
  }

  /**
   * Adds a value before the others of the listpack that lies {@code bytes} behind {@code pack}: as
   * many as {@link #encodedBytes(long, int)} says. It begins at {@code pack} then.
   */
  static void prepend(long pack, long value, int length, int bytes) {
    long others = pack + bytes;
    int total = bytes(others) + bytes;
    int count = NativeMemory.getShort(others + COUNT) & 0xffff;
    if (IntegerText.isInteger(value, length)) {
      long number = IntegerText.parse(value, length);
      int data = integerBytes(number);
      putInteger(pack + HEADER_BYTES, number, data);
      putBackLength(pack + HEADER_BYTES + data, data);
    } else {
      int data = stringHeaderBytes(length, 0) + length;
      putString(pack + HEADER_BYTES, value, length);
      putBackLength(pack + HEADER_BYTES + data, data);
    }
    NativeMemory.putInt(pack, total);
    NativeMemory.putShort(pack + COUNT, (short) count);
    addToCount(pack, 1);
  }

  /**
   * Takes {@code elements} elements, but not all, out at the head without moving the others:
   * returns how many bytes behind {@code pack} the listpack then begins.
   */
  static int removeHead(long pack, int elements) {
    int length = 0;
    for (int i = 0; i < elements; i++) {
      length += elementBytes(pack, HEADER_BYTES + length);
    }
    int total = bytes(pack) - length;
    int count = NativeMemory.getShort(pack + COUNT) & 0xffff;
    NativeMemory.putInt(pack + length, total);
    NativeMemory.putShort(pack + length + COUNT, (short) count);
    addToCount(pack + length, -elements);
    return length;
  }

  /** Adds the elements of another listpack, for which there is room. */
  public static void append(long pack, long other) {
    append(pack, elements(other), bytes(other) - EMPTY_BYTES, count(other));
  }

  /** Adds {@code count} elements as they lie in another listpack, right behind this one or not. */
  static void append(long pack, long elements, int elementsBytes, int count) {
    int end = bytes(pack) - 1;
    NativeMemory.copy(elements, pack + end, elementsBytes);
    NativeMemory.putByte(pack + end + elementsBytes, (byte) END);
    NativeMemory.putInt(pack, end + elementsBytes + 1);
    addToCount(pack, count);
  }

  private static int open(long pack, int offset, int gapBytes) {
    int total = bytes(pack);
    int at = offset == NONE ? total - 1 : offset;
    NativeMemory.copy(pack + at, pack + at + gapBytes, total - at);
    NativeMemory.putInt(pack, total + gapBytes);
    return at;
  }

  private static void close(long pack, int offset, int gapBytes) {
    int total = bytes(pack);
    NativeMemory.copy(pack + offset + gapBytes, pack + offset, total - offset - gapBytes);
    NativeMemory.putInt(pack, total - gapBytes);
  }

  private static void addToCount(long pack, int change) {
    int count = NativeMemory.getShort(pack + COUNT) & 0xffff;
    if (count == COUNT_UNKNOWN) {
      // Counted anew by who asks; what has shrunk below the limit keeps its mark, as in Redis.
      return;
    }
    NativeMemory.putShort(pack + COUNT, (short) Math.min(count + change, COUNT_UNKNOWN));
  }

  private static void putString(long at, long value, int length) {
    if (length <= MAX_6_BIT_LENGTH) {
      NativeMemory.putByte(at, (byte) (0x80 | length));
      NativeMemory.copy(value, at + 1, length);
    } else if (length <= MAX_12_BIT_LENGTH) {
      NativeMemory.putByte(at, (byte) (0xe0 | length >> 8));
      NativeMemory.putByte(at + 1, (byte) length);
      NativeMemory.copy(value, at + 2, length);
    } else {
      NativeMemory.putByte(at, (byte) 0xf0);
      NativeMemory.putInt(at + 1, length);
      NativeMemory.copy(value, at + 5, length);
    }
  }

  private static void putInteger(long at, long number, int dataBytes) {
    switch (dataBytes) {
      case 1 -> NativeMemory.putByte(at, (byte) number);
      case 2 -> {
        NativeMemory.putByte(at, (byte) (0xc0 | (number >> 8 & 0x1f)));
        NativeMemory.putByte(at + 1, (byte) number);
      }
      case 3 -> {
        NativeMemory.putByte(at, (byte) 0xf1);
        NativeMemory.putShort(at + 1, (short) number);
      }
      case 4 -> {
        NativeMemory.putByte(at, (byte) 0xf2);
        NativeMemory.putShort(at + 1, (short) number);
        NativeMemory.putByte(at + 3, (byte) (number >> 16));
      }
      case 5 -> {
        NativeMemory.putByte(at, (byte) 0xf3);
        NativeMemory.putInt(at + 1, (int) number);
      }
      default -> {
        NativeMemory.putByte(at, (byte) 0xf4);
        NativeMemory.putLong(at + 1, number);
      }
    }
  }

  private static void putBackLength(long at, int dataBytes) {
    int length = backLengthBytes(dataBytes);
    for (int i = 0; i < length; i++) {
      NativeMemory.putByte(at + i, backLengthByte(dataBytes, length, i));
    }
  }

  private static byte backLengthByte(int dataBytes, int length, int index) {
    int group = (dataBytes >> (7 * (length - 1 - index))) & 0x7f;
    return (byte) (index == 0 ? group : group | 0x80);
  }

  private static int byteAt(long pack, int offset) {
    return NativeMemory.getByte(pack + offset) & 0xff;
  }

  // ---- bytes from outside ----

  /**
   * Whether the {@code length} bytes at {@code pack}, from a file or a client, are a listpack that
   * every method here can walk without leaving it.
   */
  public static boolean valid(long pack, int length) {
    if (length < EMPTY_BYTES || bytes(pack) != length) {
      return false;
    }
    int end = length - 1;
    if (byteAt(pack, end) != END) {
      return false;
    }
    int at = HEADER_BYTES;
    int count = 0;
    while (at < end) {
      int data = validDataBytes(pack, at, end);
      if (data < 0 || !validBackLength(pack, at + data, data, end)) {
        return false;
      }
      at += data + backLengthBytes(data);
      count++;
    }
    int stated = NativeMemory.getShort(pack + COUNT) & 0xffff;
    return at == end && (stated == COUNT_UNKNOWN || stated == count);
  }

  private static int validDataBytes(long pack, int at, int end) {
    int b = byteAt(pack, at);
    boolean string = (b & 0xc0) == 0x80 || (b & 0xf0) == 0xe0 || b == 0xf0;
    if (!string && !isInteger(pack, at)) {
      return NONE;
    }
    if (string && at + stringHeaderBytes(b) > end) {
      return NONE;
    }
    if (string && stringLength(pack, at) < 0) {
      return NONE;
    }
    long data = string ? (long) stringHeaderBytes(b) + stringLength(pack, at) : dataBytes(pack, at);
    return at + data < end ? (int) data : NONE;
  }

  private static boolean validBackLength(long pack, int at, int dataBytes, int end) {
    int length = backLengthBytes(dataBytes);
    if (at + length > end) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (NativeMemory.getByte(pack + at + i) != backLengthByte(dataBytes, length, i)) {
        return false;
      }
    }
    return true;
  }
}
