package dev.redwing.dataplane.bytes;

/**
 * CRC-16/XMODEM (polynomial {@code 0x1021}, initial value 0, not reflected): the checksum behind
 * Redis Cluster's hash slots. The check value of {@code "123456789"} is {@code 0x31c3}.
 */
public final class Crc16 {
  private static final int POLYNOMIAL = 0x1021;
  private static final char[] TABLE = table();

  private Crc16() {}

  public static int of(byte[] bytes, int offset, int length) {
    int crc = 0;
    for (int i = offset; i < offset + length; i++) {
      crc = next(crc, bytes[i] & 0xff);
    }
    return crc;
  }

  public static int of(long address, int length) {
    int crc = 0;
    for (int i = 0; i < length; i++) {
      crc = next(crc, Addresses.unsignedByte(address + i));
    }
    return crc;
  }

  private static int next(int crc, int unsignedByte) {
    return ((crc << 8) & 0xffff) ^ TABLE[(crc >>> 8) ^ unsignedByte];
  }

  private static char[] table() {
    char[] table = new char[256];
    for (int b = 0; b < table.length; b++) {
      int value = b << 8;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        value = (value & 0x8000) == 0 ? value << 1 : (value << 1) ^ POLYNOMIAL;
      }
      table[b] = (char) value;
    }
    return table;
  }
}
