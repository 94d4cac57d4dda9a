package dev.redwing.dataplane.rdb;

import dev.redwing.dataplane.bytes.Crc64;
import dev.redwing.dataplane.bytes.Lzf;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import java.io.IOException;

/**
 * Encodes RDB's elements into a staging buffer and hands full buffers to a sink, with a running
 * checksum over all that passed. No garbage per element. Used by one thread.
 */
public final class RdbOutput implements AutoCloseable {
  private static final int STAGING_BYTES = 256 * 1024;

  /** Room that is always kept for the longest element that is not a string's bytes. */
  private static final int ELEMENT_BYTES = 64;

  private final RdbSink sink;
  private final boolean compress;
  private final boolean checksum;
  private final NativeBuffer staging;
  private final NativeBuffer compressed = new NativeBuffer(4096);
  private final Lzf lzf = new Lzf();
  private final long start;
  private final int capacity;
  private int position;
  private long crc;
  private long flushedBytes;

  public RdbOutput(RdbSink sink, boolean compress, boolean checksum) {
    this.sink = sink;
    this.compress = compress;
    this.checksum = checksum;
    this.staging = new NativeBuffer(STAGING_BYTES);
    this.start = staging.address();
    this.capacity = STAGING_BYTES;
  }

  /** Bytes put so far. */
  public long size() {
    return flushedBytes + position;
  }

  void putByte(int value) throws IOException {
    reserve();
    NativeMemory.putByte(start + position++, (byte) value);
  }

  void putLittleEndianLong(long value) throws IOException {
    reserve();
    NativeMemory.putLong(start + position, value);
    position += Long.BYTES;
  }

  void putLength(long length) throws IOException {
    reserve();
    long at = start + position;
    if (length >= 0 && length < 1 << 6) {
      NativeMemory.putByte(at, (byte) (RdbFormat.LENGTH_6_BITS | length));
      position += 1;
    } else if (length >= 0 && length < 1 << 14) {
      NativeMemory.putByte(at, (byte) (RdbFormat.LENGTH_14_BITS | length >>> 8));
      NativeMemory.putByte(at + 1, (byte) length);
      position += 2;
    } else if (length >= 0 && length <= 0xffffffffL) {
      NativeMemory.putByte(at, (byte) RdbFormat.LENGTH_32_BITS);
      NativeMemory.putInt(at + 1, Integer.reverseBytes((int) length));
      position += 1 + Integer.BYTES;
    } else {
      NativeMemory.putByte(at, (byte) RdbFormat.LENGTH_64_BITS);
      NativeMemory.putLong(at + 1, Long.reverseBytes(length));
      position += 1 + Long.BYTES;
    }
  }

  /** Puts bytes as they are. */
  void putBytes(long address, long length) throws IOException {
    long done = 0;
    while (done < length) {
      if (position == capacity) {
        flush();
      }
      int piece = (int) Math.min(length - done, capacity - position);
      NativeMemory.copy(address + done, start + position, piece);
      position += piece;
      done += piece;
    }
  }

  /** Puts a text of at most a few dozen ASCII characters as they are. */
  void putAscii(String text) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      putByte(text.charAt(i));
    }
  }

  /** Puts a short ASCII text as a string. */
  void putAsciiString(String text) throws IOException {
    long value = Decimals.parse(text);
    if (value != Decimals.NONE) {
      putInteger(value);
    } else {
      putLength(text.length());
      putAscii(text);
    }
  }

  /** Puts a string in its shortest form: an integer, compressed, or as it is. */
  void putString(long address, int length) throws IOException {
    if (length <= RdbFormat.MAX_INTEGER_TEXT) {
      long value = Decimals.parse(address, length);
      if (value != Decimals.NONE) {
        putInteger(value);
        return;
      }
    } else if (compress
        && length >= RdbFormat.MIN_COMPRESSED_BYTES
        && putCompressed(address, length)) {
      return;
    }
    putLength(length);
    if (length <= capacity - position) {
      NativeMemory.copy(address, start + position, length);
      position += length;
    } else {
      putBytes(address, length);
    }
  }

  /** Puts the decimal text of {@code value} as a string. */
  void putIntegerString(long value) throws IOException {
    if (value == (int) value) {
      putInteger(value);
      return;
    }
    reserve();
    int digits = Decimals.put(start + position + 1, value);
    NativeMemory.putByte(start + position, (byte) digits);
    position += 1 + digits;
  }

  private void putInteger(long value) throws IOException {
    reserve();
    long at = start + position;
    if (value == (byte) value) {
      NativeMemory.putByte(at, (byte) (RdbFormat.ENCODED | RdbFormat.ENCODED_INT8));
      NativeMemory.putByte(at + 1, (byte) value);
      position += 1 + Byte.BYTES;
    } else if (value == (short) value) {
      NativeMemory.putByte(at, (byte) (RdbFormat.ENCODED | RdbFormat.ENCODED_INT16));
      NativeMemory.putShort(at + 1, (short) value);
      position += 1 + Short.BYTES;
    } else {
      NativeMemory.putByte(at, (byte) (RdbFormat.ENCODED | RdbFormat.ENCODED_INT32));
      NativeMemory.putInt(at + 1, (int) value);
      position += 1 + Integer.BYTES;
    }
  }

  private boolean putCompressed(long address, int length) throws IOException {
    int room = length - RdbFormat.MIN_SAVED_BYTES;
    compressed.grow(room, 0);
    int size = lzf.compress(address, length, compressed.address(), room);
    if (size == 0) {
      return false;
    }
    putByte(RdbFormat.ENCODED | RdbFormat.ENCODED_LZF);
    putLength(size);
    putLength(length);
    putBytes(compressed.address(), size);
    return true;
  }

  /** Ends the file: the checksum of all before it, or zero when there is to be none. */
  void putChecksum() throws IOException {
    flush();
    putLittleEndianLong(checksum ? crc : 0);
  }

  /** Hands what is staged to the sink. */
  public void flush() throws IOException {
    if (position == 0) {
      return;
    }
    if (checksum) {
      crc = Crc64.update(crc, start, position);
    }
    int length = position;
    position = 0;
    flushedBytes += length;
    sink.write(staging.view(0, length));
  }

  private void reserve() throws IOException {
    if (capacity - position < ELEMENT_BYTES) {
      flush();
    }
  }

  @Override
  public void close() {
    staging.close();
    compressed.close();
  }
}
