package dev.redwing.dataplane.commands.generic;

import dev.redwing.dataplane.collect.Encoding;
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
    return switch (Entry.encoding(address)) {
      case Encoding.INT -> "int";
      case Encoding.EMBSTR -> "embstr";
      case Encoding.RAW -> "raw";
      case Encoding.TABLE -> "hashtable";
      case Encoding.INTSET -> "intset";
      case Encoding.SKIPLIST -> "skiplist";
      case Encoding.QUICKLIST -> "quicklist";
      case Encoding.LISTPACK -> "listpack";
      default -> throw new IllegalStateException("no name for encoding " + Entry.encoding(address));
    };
  }
}
