package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.getInt;

/**
 * The head of every block a {@link Dict} holds, as far as a Dict cares: where its key lies.
 *
 * <pre>
 *  0 int  epoch        in which the block was made
 *  4 int  meta         bits 0-3 type, 4-7 encoding, 8-31 access clock
 *  8 int  keyLength    bit 31: an 8-byte expiry in milliseconds follows the header
 * 12 int  valueLength
 * 16 [long expireAtMillis]
 *    key bytes, value bytes
 * </pre>
 */
public final class Node {
  public static final int EPOCH = 0;
  public static final int META = 4;
  public static final int KEY_LENGTH = 8;
  public static final int VALUE_LENGTH = 12;
  public static final int HEADER_BYTES = 16;
  public static final int EXPIRY_BYTES = 8;
  public static final int EXPIRY_FLAG = 1 << 31;

  private Node() {}

  public static int keyLength(long address) {
    return getInt(address + KEY_LENGTH) & ~EXPIRY_FLAG;
  }

  public static boolean hasExpiry(long address) {
    return getInt(address + KEY_LENGTH) < 0;
  }

  public static long keyAddress(long address) {
    // Bit 31, shifted down to 8: no branch to mispredict.
    return address + HEADER_BYTES + ((getInt(address + KEY_LENGTH) >>> 31) << 3);
  }

  public static int valueLength(long address) {
    return getInt(address + VALUE_LENGTH);
  }

  public static long valueAddress(long address) {
    return keyAddress(address) + keyLength(address);
  }

  /** Bytes of the whole node. */
  public static long sizeBytes(long address) {
    return valueAddress(address) + valueLength(address) - address;
  }

  public static long hash(long address) {
    return Hashing.hash(keyAddress(address), keyLength(address));
  }
}
