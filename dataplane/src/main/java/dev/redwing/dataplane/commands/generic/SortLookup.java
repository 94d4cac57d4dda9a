package dev.redwing.dataplane.commands.generic;

import dev.redwing.dataplane.bytes.AsciiNumbers;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.type.hash.HashType;

/** Finds what elements lead to by one pattern; for one command. */
final class SortLookup implements AutoCloseable {
  private final CommandContext context;
  private final SortPattern pattern;
  private final byte[] suffix;

  /** A key's name: the prefix is always there. */
  private final NativeBuffer name;

  private final int prefixLength;
  private final NativeBuffer field;
  private final int fieldLength;
  private final NativeBuffer digits = new NativeBuffer(AsciiNumbers.MAX_LONG_DIGITS);
  private final EntryValue value;

  private long foundAddress;
  private int foundLength;

  SortLookup(CommandContext context, SortPattern pattern) {
    this.context = context;
    this.pattern = pattern;
    byte[] prefix = pattern.hasPlace() ? pattern.prefix() : new byte[0];
    suffix = pattern.hasPlace() ? pattern.suffix() : new byte[0];
    name = copyOf(prefix);
    prefixLength = prefix.length;
    byte[] fieldName = pattern.hasField() ? pattern.field() : new byte[0];
    field = copyOf(fieldName);
    fieldLength = fieldName.length;
    value = new EntryValue(context.keyspace());
  }

  private static NativeBuffer copyOf(byte[] bytes) {
    NativeBuffer buffer = new NativeBuffer(Math.max(64, bytes.length));
    NativeMemory.copyIn(bytes, 0, buffer.address(), bytes.length);
    return buffer;
  }

  /**
   * Whether the element leads to something; {@link #address} and {@link #length} tell where it lies
   * until the next is looked for.
   */
  boolean find(long element, int length) {
    if (pattern.isElement()) {
      return found(element, length);
    }
    if (!pattern.hasPlace()) {
      return false;
    }
    int nameLength = Math.addExact(Math.addExact(prefixLength, length), suffix.length);
    name.grow(nameLength, prefixLength);
    NativeMemory.copy(element, name.address() + prefixLength, length);
    NativeMemory.copyIn(suffix, 0, name.address() + prefixLength + length, suffix.length);
    Database database = context.database();
    long hash = Database.hash(name.address(), nameLength);
    long ref = database.lookup(hash, name.address(), nameLength, context.nowMillis());
    if (ref == 0) {
      return false;
    }
    return pattern.hasField() ? findField(hash, ref) : findString(database.address(ref));
  }

  private boolean findString(long entry) {
    if (Entry.type(entry) != ValueType.STRING) {
      return false;
    }
    return Entry.isInt(entry)
        ? found(digits.address(), AsciiNumbers.write(Entry.intValue(entry), digits.address()))
        : found(Entry.valueAddress(entry), Entry.valueLength(entry));
  }

  private boolean findField(long hash, long ref) {
    if (Entry.type(context.database().address(ref)) != ValueType.HASH) {
      return false;
    }
    HashType hashes = context.keyspace().types().hashes();
    value.attach(context.database(), hash, ref);
    return hashes.find(value, field.address(), fieldLength)
        && found(hashes.valueAddress(), hashes.valueLength());
  }

  private boolean found(long address, int length) {
    foundAddress = address;
    foundLength = length;
    return true;
  }

  long address() {
    return foundAddress;
  }

  int length() {
    return foundLength;
  }

  @Override
  public void close() {
    name.close();
    field.close();
    digits.close();
  }
}
