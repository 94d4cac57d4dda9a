package dev.redwing.dataplane.bytes;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Native memory by absolute address, for the functions of this package only. It is not {@code
 * memory.NativeMemory} because this package is below that one and may import nothing.
 */
final class Addresses {
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Addresses() {}

  static int unsignedByte(long address) {
    return ALL.get(BYTE, address) & 0xff;
  }

  static void putByte(long address, int value) {
    ALL.set(BYTE, address, (byte) value);
  }

  static long littleEndianLong(long address) {
    return ALL.get(LONG, address);
  }

  static void putLong(long address, long value) {
    ALL.set(LONG, address, value);
  }

  /** Each byte as one character. */
  static String latin1(long address, int length) {
    byte[] bytes = new byte[length];
    MemorySegment.copy(ALL, BYTE, address, bytes, 0, length);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static void copy(long source, long destination, long lengthBytes) {
    MemorySegment.copy(ALL, source, ALL, destination, lengthBytes);
  }
}
