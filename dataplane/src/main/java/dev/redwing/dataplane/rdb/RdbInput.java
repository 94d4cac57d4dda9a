package dev.redwing.dataplane.rdb;

import dev.redwing.dataplane.bytes.Crc64;
import dev.redwing.dataplane.bytes.DoubleParser;
import dev.redwing.dataplane.bytes.Lzf;
import dev.redwing.dataplane.bytes.StringLimit;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Decodes RDB's elements out of a buffer that slides over a source.
 *
 * <p>Reading goes item by item: {@link #mark} starts one, and all of it stays in the buffer until
 * the next mark, so strings are read where they lie. When a source has nothing now, {@link
 * Underflow} is thrown, {@link #rewind} goes back to the mark and the item is read again later. The
 * buffer grows only as bytes really arrive, so a damaged length costs no memory.
 */
final class RdbInput implements AutoCloseable {
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final int MAX_KEPT_SCRATCH_BYTES = 1024 * 1024;

  /** Thrown without a stack trace when the source has nothing now. */
  static final class Underflow extends RuntimeException {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("StaticAssignmentOfThrowable") // it carries nothing, not even a stack
    static final Underflow INSTANCE = new Underflow();

    private Underflow() {
      super("the source has nothing now", null, false, false);
    }
  }

  /** A string that was read: valid until the next mark. */
  static final class Text implements AutoCloseable {
    private final NativeBuffer scratch = new NativeBuffer(64);
    private boolean inBuffer;

    /** From the mark, since the item moves when the buffer slides. */
    private int offset;

    private int length;

    int length() {
      return length;
    }

    /** Gives a big scratch back; the string is gone. */
    void trim() {
      scratch.shrink(MAX_KEPT_SCRATCH_BYTES, 0);
    }

    @Override
    public void close() {
      scratch.close();
    }
  }

  private final RdbSource source;
  private final String file;
  private final boolean checksum;
  private final NativeBuffer buffer;

  /** Bytes the source can still give at most, for plausibility; grows unknown for sockets. */
  private final long totalBytes;

  private long address;
  private int mark;
  private int position;
  private int limit;

  /** Where in the source the buffer's first byte was. */
  private long bufferOffset;

  /** Bytes before this index are in {@link #crc}. */
  private int checkedTo;

  private long crc;

  /**
   * @param totalBytes size of the source, or {@code Long.MAX_VALUE} when unknown
   */
  RdbInput(RdbSource source, String file, long totalBytes, boolean checksum) {
    this.source = source;
    this.file = file;
    this.totalBytes = totalBytes;
    this.checksum = checksum;
    this.buffer = new NativeBuffer(Math.clamp(totalBytes, 16, BUFFER_BYTES));
    this.address = buffer.address();
  }

  /** Starts an item: what was read before may go. */
  void mark() {
    mark = position;
  }

  /** Goes back to the start of the item. */
  void rewind() {
    position = mark;
  }

  /** Offset in the source of the next byte. */
  long offset() {
    return bufferOffset + position;
  }

  /** Checksum of all before the next byte. */
  long checksum() {
    updateChecksum(position);
    return crc;
  }

  RdbCorruptException corrupt(String expected, String actual) {
    return new RdbCorruptException(file, offset(), expected, actual);
  }

  String file() {
    return file;
  }

  long address(Text text) {
    return text.inBuffer ? address + mark + text.offset : text.scratch.address();
  }

  /** The string with each byte as one character. */
  String latin1(Text text) {
    byte[] bytes = NativeMemory.toBytes(address(text), text.length);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  int unsignedByte() throws IOException {
    require(1);
    return NativeMemory.getByte(address + position++) & 0xff;
  }

  int littleEndianInt() throws IOException {
    require(Integer.BYTES);
    int value = NativeMemory.getInt(address + position);
    position += Integer.BYTES;
    return value;
  }

  long littleEndianLong() throws IOException {
    require(Long.BYTES);
    long value = NativeMemory.getLong(address + position);
    position += Long.BYTES;
    return value;
  }

  /** A score of old: its text with the length before it, or one byte for what is no number. */
  double textDouble() throws IOException {
    int length = unsignedByte();
    return switch (length) {
      case RdbFormat.TEXT_DOUBLE_NAN -> Double.NaN;
      case RdbFormat.TEXT_DOUBLE_INFINITY -> Double.POSITIVE_INFINITY;
      case RdbFormat.TEXT_DOUBLE_NEGATIVE_INFINITY -> Double.NEGATIVE_INFINITY;
      default -> {
        require(length);
        position += length;
        yield DoubleParser.parse(address + position - length, length);
      }
    };
  }

  /** A length; a string in another encoding is {@code -1 - encoding}. */
  long lengthOrEncoding() throws IOException {
    int first = unsignedByte();
    int rest = first & 0x3f;
    int form = first & 0xC0;
    if (form == RdbFormat.LENGTH_6_BITS) {
      return rest;
    }
    if (form == RdbFormat.LENGTH_14_BITS) {
      return (long) rest << 8 | unsignedByte();
    }
    if (form == RdbFormat.ENCODED) {
      return -1L - rest;
    }
    if (first == RdbFormat.LENGTH_32_BITS) {
      return Integer.reverseBytes(littleEndianInt()) & 0xffffffffL;
    }
    if (first == RdbFormat.LENGTH_64_BITS) {
      long length = Long.reverseBytes(littleEndianLong());
      if (length < 0) {
        throw corrupt("a length", Long.toUnsignedString(length));
      }
      return length;
    }
    throw corrupt("a length's first byte", "0x" + Integer.toHexString(first));
  }

  long length() throws IOException {
    long length = lengthOrEncoding();
    if (length < 0) {
      throw corrupt("a length", "an encoded string");
    }
    return length;
  }

  /** Reads a string in any encoding. */
  void string(Text text) throws IOException {
    long length = lengthOrEncoding();
    if (length >= 0) {
      raw(text, length);
      return;
    }
    switch ((int) (-1 - length)) {
      case RdbFormat.ENCODED_INT8 -> integer(text, (byte) unsignedByte());
      case RdbFormat.ENCODED_INT16 -> {
        require(Short.BYTES);
        short value = NativeMemory.getShort(address + position);
        position += Short.BYTES;
        integer(text, value);
      }
      case RdbFormat.ENCODED_INT32 -> integer(text, littleEndianInt());
      case RdbFormat.ENCODED_LZF -> compressed(text);
      default -> throw corrupt("a string encoding", Long.toString(-1 - length));
    }
  }

  private void raw(Text text, long length) throws IOException {
    requireString(length);
    text.inBuffer = true;
    text.offset = position - mark;
    text.length = (int) length;
    position += (int) length;
  }

  private static void integer(Text text, int value) {
    text.inBuffer = false;
    text.length = Decimals.put(text.scratch.address(), value);
  }

  private void compressed(Text text) throws IOException {
    long compressedLength = length();
    long length = length();
    if (length > StringLimit.MAX_BYTES || length > compressedLength * Lzf.MAX_EXPANSION) {
      throw corrupt(
          "a string that " + compressedLength + " compressed bytes can hold",
          "a length of " + length);
    }
    requireString(compressedLength);
    text.scratch.grow(length, 0);
    if (!Lzf.decompress(
        address + position, (int) compressedLength, text.scratch.address(), (int) length)) {
      throw corrupt("LZF data for " + length + " bytes", "damaged data");
    }
    position += (int) compressedLength;
    text.inBuffer = false;
    text.length = (int) length;
  }

  private void requireString(long length) throws IOException {
    if (length > StringLimit.MAX_BYTES) {
      throw corrupt("a string of at most " + StringLimit.MAX_BYTES + " bytes", length + " bytes");
    }
    if (length > totalBytes - offset()) {
      throw corrupt(length + " bytes of a string", "the end after " + (totalBytes - offset()));
    }
    require((int) length);
  }

  private void require(int bytes) throws IOException {
    if (limit - position < bytes) {
      fill(bytes);
    }
  }

  private void fill(int bytes) throws IOException {
    slide();
    while (limit - position < bytes) {
      if (limit == buffer.capacity()) {
        buffer.grow(Math.min(position + (long) bytes, limit * 2L), limit);
        address = buffer.address();
      }
      int read = source.read(buffer.view(limit, buffer.capacity()));
      if (read == RdbSource.NOTHING_NOW) {
        throw Underflow.INSTANCE;
      }
      if (read < 0) {
        throw corrupt(bytes + " more bytes", "the end after " + (limit - position));
      }
      limit += read;
    }
  }

  /** Moves the current item to the front of the buffer. */
  private void slide() {
    if (mark == 0) {
      return;
    }
    updateChecksum(mark);
    NativeMemory.copy(address + mark, address, limit - mark);
    bufferOffset += mark;
    position -= mark;
    limit -= mark;
    checkedTo -= mark;
    mark = 0;
    if (buffer.capacity() > BUFFER_BYTES && limit < BUFFER_BYTES / 2) {
      buffer.shrink(BUFFER_BYTES, limit);
      address = buffer.address();
    }
  }

  private void updateChecksum(int to) {
    if (to > checkedTo) {
      if (checksum) {
        crc = Crc64.update(crc, address + checkedTo, to - checkedTo);
      }
      checkedTo = to;
    }
  }

  @Override
  public void close() {
    buffer.close();
  }
}
