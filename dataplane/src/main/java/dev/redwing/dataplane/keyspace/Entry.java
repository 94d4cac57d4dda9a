package dev.redwing.dataplane.keyspace;

import static dev.redwing.dataplane.memory.NativeMemory.getInt;
import static dev.redwing.dataplane.memory.NativeMemory.getLong;
import static dev.redwing.dataplane.memory.NativeMemory.putInt;
import static dev.redwing.dataplane.memory.NativeMemory.putLong;

import dev.redwing.dataplane.collect.Node;

/**
 * Reads the block that a key with its value is ({@link Node} for the layout), by address. An
 * address is good until the next change of the database; a reference is good until the key's next
 * change.
 */
public final class Entry {
  /** The key stays until it is deleted. */
  public static final long NO_EXPIRY = -1;

  /** Blocks of up to this size are not worth shrinking. */
  static final int SMALL_BYTES = 64;

  private static final int TYPE_MASK = 0xf;
  private static final int ENCODING_SHIFT = 4;
  private static final int CLOCK_SHIFT = 8;

  private Entry() {}

  /** One of {@link ValueType}'s types. */
  public static int type(long address) {
    return getInt(address + Node.META) & TYPE_MASK;
  }

  /** One of {@link ValueType}'s encodings. */
  public static int encoding(long address) {
    return (getInt(address + Node.META) >>> ENCODING_SHIFT) & TYPE_MASK;
  }

  /** 24 bits: LRU seconds, or LFU minutes and counter; see {@link AccessClock}. */
  public static int accessClock(long address) {
    return getInt(address + Node.META) >>> CLOCK_SHIFT;
  }

  public static int keyLength(long address) {
    return Node.keyLength(address);
  }

  public static long keyAddress(long address) {
    return Node.keyAddress(address);
  }

  /** Bytes of the value as stored: 8 for an {@link ValueType#INT}. */
  public static int valueLength(long address) {
    return getInt(address + Node.VALUE_LENGTH);
  }

  public static long valueAddress(long address) {
    return Node.keyAddress(address) + Node.keyLength(address);
  }

  public static boolean isInt(long address) {
    return encoding(address) == ValueType.INT && type(address) == ValueType.STRING;
  }

  /** Value of an {@link ValueType#INT}. */
  public static long intValue(long address) {
    return getLong(valueAddress(address));
  }

  public static boolean hasExpiry(long address) {
    return Node.hasExpiry(address);
  }

  /** When the key expires, or {@link #NO_EXPIRY}. */
  public static long expireAtMillis(long address) {
    return Node.hasExpiry(address) ? getLong(address + Node.HEADER_BYTES) : NO_EXPIRY;
  }

  // ------------------------------------------------------------------- for this package alone

  static int meta(int type, int encoding, int clock) {
    return type | (encoding << ENCODING_SHIFT) | (clock << CLOCK_SHIFT);
  }

  static void setEncoding(long address, int encoding) {
    int meta = getInt(address + Node.META);
    putInt(
        address + Node.META,
        (meta & ~(TYPE_MASK << ENCODING_SHIFT)) | (encoding << ENCODING_SHIFT));
  }

  static void setMeta(long address, int meta) {
    putInt(address + Node.META, meta);
  }

  static void setAccessClock(long address, int clock) {
    int meta = getInt(address + Node.META);
    putInt(address + Node.META, (meta & 0xff) | (clock << CLOCK_SHIFT));
  }

  static void setExpireAtMillis(long address, long atMillis) {
    putLong(address + Node.HEADER_BYTES, atMillis);
  }

  static void setValueLength(long address, int length) {
    putInt(address + Node.VALUE_LENGTH, length);
  }

  static long sizeBytes(int keyLength, long valueLength, boolean expiry) {
    return Node.HEADER_BYTES + (expiry ? Node.EXPIRY_BYTES : 0) + keyLength + valueLength;
  }
}
