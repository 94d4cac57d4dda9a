package dev.redwing.dataplane.commands.generic;

import dev.redwing.dataplane.keyspace.ValueType;

/** Names of types as TYPE tells them. */
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
}
