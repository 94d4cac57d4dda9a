package dev.redwing.dataplane.memory;

import dev.redwing.dataplane.bytes.RawMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import sun.misc.Unsafe;

/**
 * Reads and writes native memory by absolute address, unaligned and little-endian.
 *
 * <p>Single values by the JVM's plain access ({@link RawMemory}), ranges by a segment that spans
 * the whole address space. Nothing here checks an address: callers reach blocks through {@code
 * Arena} and {@code collect}, whose checked mode does.
 */
@SuppressWarnings("removal") // see RawMemory
public final class NativeMemory {
  private static final Unsafe ACCESS = RawMemory.ACCESS;
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  /** Above this many bytes a bulk copy's fixed cost is paid back. */
  private static final int SMALL_COPY_BYTES = 64;

  private NativeMemory() {}

  public static byte getByte(long address) {
    return ACCESS.getByte(address);
  }

  public static void putByte(long address, byte value) {
    ACCESS.putByte(address, value);
  }

  public static short getShort(long address) {
    return ACCESS.getShort(address);
  }

  public static void putShort(long address, short value) {
    ACCESS.putShort(address, value);
  }

  public static int getInt(long address) {
    return ACCESS.getInt(address);
  }

  public static void putInt(long address, int value) {
    ACCESS.putInt(address, value);
  }

  public static long getLong(long address) {
    return ACCESS.getLong(address);
  }

  public static void putLong(long address, long value) {
    ACCESS.putLong(address, value);
  }

  /** Copies {@code lengthBytes}; the ranges may overlap. */
  public static void copy(long source, long destination, long lengthBytes) {
    if (lengthBytes <= SMALL_COPY_BYTES
        && (source >= destination + lengthBytes || destination >= source + lengthBytes)) {
      copySmall(source, destination, (int) lengthBytes);
    } else {
      MemorySegment.copy(ALL, source, ALL, destination, lengthBytes);
    }
  }

  private static void copySmall(long source, long destination, int lengthBytes) {
    int done = 0;
    while (done + Long.BYTES <= lengthBytes) {
      putLong(destination + done, getLong(source + done));
      done += Long.BYTES;
    }
    if (done + Integer.BYTES <= lengthBytes) {
      putInt(destination + done, getInt(source + done));
      done += Integer.BYTES;
    }
    while (done < lengthBytes) {
      putByte(destination + done, getByte(source + done));
      done++;
    }
  }

  /** Copies {@code length} bytes of {@code source} from {@code offset} to {@code destination}. */
  public static void copyIn(byte[] source, int offset, long destination, int length) {
    MemorySegment.copy(source, offset, ALL, BYTE, destination, length);
  }

  /** Copies {@code length} bytes at {@code source} into {@code destination} at {@code offset}. */
  public static void copyOut(long source, byte[] destination, int offset, int length) {
    MemorySegment.copy(ALL, BYTE, source, destination, offset, length);
  }

  /** A fresh array holding the {@code length} bytes at {@code address}. */
  public static byte[] toBytes(long address, int length) {
    byte[] bytes = new byte[length];
    copyOut(address, bytes, 0, length);
    return bytes;
  }

  /** Whether the {@code length} bytes at both addresses are the same. */
  public static boolean equal(long first, long second, int length) {
    int done = 0;
    while (done + Long.BYTES <= length) {
      if (getLong(first + done) != getLong(second + done)) {
        return false;
      }
      done += Long.BYTES;
    }
    while (done < length) {
      if (getByte(first + done) != getByte(second + done)) {
        return false;
      }
      done++;
    }
    return true;
  }

  /** Unsigned lexicographic order of two byte ranges, as {@code memcmp} then length. */
  public static int compare(long first, int firstLength, long second, int secondLength) {
    int common = Math.min(firstLength, secondLength);
    for (int i = 0; i < common; i++) {
      int difference = (getByte(first + i) & 0xff) - (getByte(second + i) & 0xff);
      if (difference != 0) {
        return difference;
      }
    }
    return firstLength - secondLength;
  }

  /** Sets {@code length} bytes at {@code address} to {@code value}. */
  public static void fill(long address, long length, byte value) {
    if (length <= SMALL_COPY_BYTES) {
      for (long i = 0; i < length; i++) {
        putByte(address + i, value);
      }
    } else {
      // The slice may be an object: APPEND, which fills what it adds, comes here with a lot only.
      ALL.asSlice(address, length).fill(value);
    }
  }
}
