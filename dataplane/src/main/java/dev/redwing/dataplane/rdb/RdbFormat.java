package dev.redwing.dataplane.rdb;

/**
 * The RDB format, once.
 *
 * <pre>
 * file     = "REDIS" version(4 ASCII digits) aux* (modules, functions)* database* EOF checksum
 * aux      = 0xFA string string
 * database = 0xFE length(index) [0xFB length(keys) length(keys with expiry)] entry*
 * entry    = [0xFC int64 expiry in ms | 0xFD int32 expiry in s]
 *            [0xF8 length(idle seconds)] [0xF9 uint8(LFU counter)]
 *            type(1 byte) string(key) value
 * EOF      = 0xFF
 * checksum = CRC-64 of all before it, 8 bytes little-endian, since version 5; 0 = not computed
 * </pre>
 *
 * <p>A length's first two bits say how it goes on; its third form is no length but a string in
 * another encoding:
 *
 * <pre>
 * 00nnnnnn                     n, 6 bits
 * 01nnnnnn nnnnnnnn            n, 14 bits, big-endian
 * 10000000 4 bytes             n, 32 bits, big-endian
 * 10000001 8 bytes             n, 64 bits, big-endian
 * 11000000 1 byte              the string is the decimal form of an int8
 * 11000001 2 bytes             … of an int16, little-endian
 * 11000010 4 bytes             … of an int32, little-endian
 * 11000011 length length bytes the string is LZF: compressed length, length, compressed bytes
 * </pre>
 *
 * <p>A DUMP payload is {@code type value version(2 bytes little-endian) checksum(8 bytes)}, the
 * checksum covering all before it.
 */
public final class RdbFormat {
  /** What a file starts with. */
  public static final String MAGIC = "REDIS";

  /** Bytes of the magic and the version. */
  public static final int HEADER_BYTES = 9;

  /** What we write: any Redis from 7.0 on and any Valkey reads it. */
  public static final int WRITTEN_VERSION = 10;

  /** The newest we read: Redis 7.4's. */
  public static final int MAX_VERSION = 12;

  /** Files older than this end without a checksum. */
  public static final int CHECKSUM_SINCE_VERSION = 5;

  public static final int CHECKSUM_BYTES = 8;

  /** Version and checksum at the end of a DUMP payload. */
  public static final int DUMP_FOOTER_BYTES = 10;

  /** Opens the stream of a diskless full sync in the AOF's place of a file: see aof. */
  static final int OPCODE_FUNCTION2 = 0xF5;

  static final int OPCODE_FUNCTION_PRE_RELEASE = 0xF6;
  static final int OPCODE_MODULE_AUX = 0xF7;
  static final int OPCODE_IDLE = 0xF8;
  static final int OPCODE_FREQ = 0xF9;
  static final int OPCODE_AUX = 0xFA;
  static final int OPCODE_RESIZEDB = 0xFB;
  static final int OPCODE_EXPIRETIME_MS = 0xFC;
  static final int OPCODE_EXPIRETIME = 0xFD;
  static final int OPCODE_SELECTDB = 0xFE;
  static final int OPCODE_EOF = 0xFF;

  /** The first opcode; what is below is a value's type. 0xF4 (slot info) is Redis 7.4 cluster's. */
  static final int FIRST_OPCODE = 0xF4;

  static final int OPCODE_SLOT_INFO = 0xF4;

  static final int TYPE_STRING = 0;

  /** The newest type of {@link #MAX_VERSION}: a hash with field expiry as a list pack. */
  static final int LAST_TYPE = 25;

  static final int LENGTH_6_BITS = 0x00;
  static final int LENGTH_14_BITS = 0x40;
  static final int LENGTH_32_BITS = 0x80;
  static final int LENGTH_64_BITS = 0x81;
  static final int ENCODED = 0xC0;
  static final int ENCODED_INT8 = 0;
  static final int ENCODED_INT16 = 1;
  static final int ENCODED_INT32 = 2;
  static final int ENCODED_LZF = 3;

  // What is in the place of the length of a double's text where it has none.
  static final int TEXT_DOUBLE_NAN = 0xFD;
  static final int TEXT_DOUBLE_INFINITY = 0xFE;
  static final int TEXT_DOUBLE_NEGATIVE_INFINITY = 0xFF;

  /** The longest text an encoded integer has: {@code -2147483648}. */
  static final int MAX_INTEGER_TEXT = 11;

  /** Shorter strings are not worth compressing. */
  static final int MIN_COMPRESSED_BYTES = 21;

  /** Compression has to save at least this much. */
  static final int MIN_SAVED_BYTES = 4;

  /** Opcodes inside a module's auxiliary data; 0 ends it. */
  static final int MODULE_OPCODE_EOF = 0;

  static final int MODULE_OPCODE_SINT = 1;
  static final int MODULE_OPCODE_UINT = 2;
  static final int MODULE_OPCODE_FLOAT = 3;
  static final int MODULE_OPCODE_DOUBLE = 4;
  static final int MODULE_OPCODE_STRING = 5;

  private RdbFormat() {}

  /** What {@code TYPE} calls the value of an RDB type, for messages. */
  static String describeType(int type) {
    return switch (type) {
      case 0 -> "string";
      case 1, 10, 14, 18 -> "list";
      case 2, 11, 20 -> "set";
      case 3, 5, 12, 17 -> "sorted set";
      case 4, 9, 13, 16, 22, 23, 24, 25 -> "hash";
      case 6, 7 -> "module value";
      case 15, 19, 21 -> "stream";
      default -> "unknown type";
    };
  }
}
