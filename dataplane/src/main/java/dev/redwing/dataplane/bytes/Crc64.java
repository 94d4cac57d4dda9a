package dev.redwing.dataplane.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * CRC-64 with the "Jones" polynomial {@code 0xad93d23594c935a9}, reflected, initial value 0, no
 * final xor: the checksum at the end of RDB files and DUMP payloads. The check value of {@code
 * "123456789"} is {@code 0xe9c6d914c4b8d9ca}.
 *
 * <p>Slicing by eight (Kounavis and Berry, 2005): eight tables turn eight bytes into eight
 * independent lookups a step instead of eight dependent ones.
 */
public final class Crc64 {
  private static final long REFLECTED_POLYNOMIAL = Long.reverse(0xad93d23594c935a9L);
  private static final int SLICES = 8;
  private static final int TABLE = 256;

  /** {@code TABLES[s * 256 + b]}: byte {@code b} followed by {@code s} zero bytes. */
  private static final long[] TABLES = tables();

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Crc64() {}

  /** The checksum of what {@code crc} covers followed by {@code length} bytes of the array. */
  public static long update(long crc, byte[] bytes, int offset, int length) {
    int position = offset;
    int end = offset + length;
    long value = crc;
    while (end - position >= Long.BYTES) {
      value = step(value ^ (long) LONGS.get(bytes, position));
      position += Long.BYTES;
    }
    while (position < end) {
      value = TABLES[(int) (value ^ bytes[position]) & 0xff] ^ (value >>> 8);
      position++;
    }
    return value;
  }

  /** The checksum of what {@code crc} covers followed by {@code length} bytes of native memory. */
  public static long update(long crc, long address, long length) {
    long position = address;
    long end = address + length;
    long value = crc;
    while (end - position >= Long.BYTES) {
      value = step(value ^ Addresses.littleEndianLong(position));
      position += Long.BYTES;
    }
    while (position < end) {
      value = TABLES[(int) (value ^ Addresses.unsignedByte(position)) & 0xff] ^ (value >>> 8);
      position++;
    }
    return value;
  }

  private static long step(long value) {
    return TABLES[7 * TABLE + ((int) value & 0xff)]
        ^ TABLES[6 * TABLE + ((int) (value >>> 8) & 0xff)]
        ^ TABLES[5 * TABLE + ((int) (value >>> 16) & 0xff)]
        ^ TABLES[4 * TABLE + ((int) (value >>> 24) & 0xff)]
        ^ TABLES[3 * TABLE + ((int) (value >>> 32) & 0xff)]
        ^ TABLES[2 * TABLE + ((int) (value >>> 40) & 0xff)]
        ^ TABLES[TABLE + ((int) (value >>> 48) & 0xff)]
        ^ TABLES[(int) (value >>> 56)];
  }

  private static long[] tables() {
    long[] tables = new long[SLICES * TABLE];
    for (int b = 0; b < TABLE; b++) {
      long value = b;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        value = (value & 1) == 0 ? value >>> 1 : (value >>> 1) ^ REFLECTED_POLYNOMIAL;
      }
      tables[b] = value;
    }
    for (int i = TABLE; i < tables.length; i++) {
      long previous = tables[i - TABLE];
      tables[i] = tables[(int) previous & 0xff] ^ (previous >>> 8);
    }
    return tables;
  }
}
