package dev.redwing.dataplane.rdb;

import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.ValueType;
import java.io.IOException;

/** The RDB form of a value: the one place that knows how each type is written. */
final class RdbValues {
  private RdbValues() {}

  /** The RDB type of the entry's value. */
  static int rdbType(long address) {
    if (Entry.type(address) == ValueType.STRING) {
      return RdbFormat.TYPE_STRING;
    }
    throw new IllegalStateException("a value of type " + Entry.type(address));
  }

  /** Writes the value of the entry, without its type. */
  static void put(RdbOutput output, long address) throws IOException {
    if (Entry.isInt(address)) {
      output.putIntegerString(Entry.intValue(address));
    } else {
      output.putString(Entry.valueAddress(address), Entry.valueLength(address));
    }
  }

  /** Says that a value of this RDB type cannot be read. */
  static RdbCorruptException unsupported(RdbInput input, int type) {
    if (type > RdbFormat.LAST_TYPE) {
      return input.corrupt("a type or an opcode", "0x" + Integer.toHexString(type));
    }
    return new RdbCorruptException(
        input.file(),
        input.offset(),
        "a string",
        "a " + RdbFormat.describeType(type) + " (RDB type " + type + ")",
        "This version of the server holds strings only and cannot load it");
  }
}
