package dev.redwing.dataplane.bytes;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import sun.misc.Unsafe;

/**
 * Native memory by absolute address, for the functions of this package only. It is not {@code
 * memory.NativeMemory} because this package is below that one and may import nothing.
 */
@SuppressWarnings("removal") // see RawMemory
final class Addresses {
  private static final Unsafe ACCESS = RawMemory.ACCESS;
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private Addresses() {}

  static int unsignedByte(long address) {
    return ACCESS.getByte(address) & 0xff;
  }

  static void putByte(long address, int value) {
    ACCESS.putByte(address, (byte) value);
  }

  static long littleEndianLong(long address) {
    return ACCESS.getLong(address);
  }

  static void putLong(long address, long value) {
    ACCESS.putLong(address, value);
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
