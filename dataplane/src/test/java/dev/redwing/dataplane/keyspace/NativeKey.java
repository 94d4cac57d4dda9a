package dev.redwing.dataplane.keyspace;

import dev.redwing.dataplane.memory.NativeMemory;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;

/** A text in native memory outside the arena, as a connection's read buffer would hold it. */
final class NativeKey {
  final long address;
  final int length;
  final long hash;

  private NativeKey(long address, int length) {
    this.address = address;
    this.length = length;
    hash = Database.hash(address, length);
  }

  static NativeKey of(Arena memory, String text) {
    return of(memory, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static NativeKey of(Arena memory, byte[] bytes) {
    long address = memory.allocate(Math.max(1, bytes.length)).address();
    NativeMemory.copyIn(bytes, 0, address, bytes.length);
    return new NativeKey(address, bytes.length);
  }

  static String text(long address, int length) {
    return new String(NativeMemory.toBytes(address, length), StandardCharsets.ISO_8859_1);
  }

  static String keyOf(long entry) {
    return text(Entry.keyAddress(entry), Entry.keyLength(entry));
  }

  static String valueOf(long entry) {
    return Entry.isInt(entry)
        ? Long.toString(Entry.intValue(entry))
        : text(Entry.valueAddress(entry), Entry.valueLength(entry));
  }
}
