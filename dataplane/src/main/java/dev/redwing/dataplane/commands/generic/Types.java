package dev.redwing.dataplane.commands.generic;

import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.ValueType;

/** Names of types and encodings as TYPE and OBJECT ENCODING tell them. */
final class Types {
  private Types() {}

  static String name(int type) {
    return switch (type) {
      case ValueType.STRING -> "string";
      case ValueType.LIST -> "list";
      case ValueType.SET -> "set";
      case ValueType.ZSET -> "zset";
      case ValueType.HASH -> "hash";
      case ValueType.STREAM -> "stream";
      default -> throw new IllegalStateException("no name for type " + type);
    };
  }

  /** The encoding of the entry at {@code address}. */
  static String encoding(long address) {
    int type = Entry.type(address);
    int encoding = Entry.encoding(address);
    if (type != ValueType.STRING) {
      throw new IllegalStateException("no name for encoding " + encoding + " of type " + type);
    }
    return switch (encoding) {
      case ValueType.INT -> "int";
      case ValueType.EMBSTR -> "embstr";
      case ValueType.RAW -> "raw";
      default -> throw new IllegalStateException("no name for string encoding " + encoding);
    };
  }
}
