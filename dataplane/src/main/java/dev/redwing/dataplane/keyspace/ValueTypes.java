package dev.redwing.dataplane.keyspace;

/**
 * What differs between types when an entry as a whole is freed, copied or measured. The one place
 * where a new type plugs in. A string's value lies in its entry's own block.
 */
final class ValueTypes {
  private ValueTypes() {}

  /** Frees or retires the blocks that the value at {@code address} owns besides its entry's. */
  static void release(long address) {
    switch (Entry.type(address)) {
      case ValueType.STRING -> {}
      default -> throw unknown(address);
    }
  }

  /** Bytes of the blocks that the value owns besides its entry's. */
  static long ownedBytes(long address) {
    return switch (Entry.type(address)) {
      case ValueType.STRING -> 0;
      default -> throw unknown(address);
    };
  }

  private static IllegalStateException unknown(long address) {
    return new IllegalStateException("an entry of unknown type " + Entry.type(address));
  }
}
