package dev.redwing.dataplane.keyspace;

import static dev.redwing.dataplane.memory.NativeMemory.copy;
import static dev.redwing.dataplane.memory.NativeMemory.putInt;

import dev.redwing.dataplane.collect.Node;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;

/** Makes and reshapes entry blocks; knows no table. */
final class Entries {
  private final Arena arena;
  private final Epochs epochs;

  Entries(Arena arena, Epochs epochs) {
    this.arena = arena;
    this.epochs = epochs;
  }

  /** A block with header, expiry and key; the value's bytes are still to be written. */
  long create(
      int meta, long keyAddress, int keyLength, int valueLength, long expireAtMillis, long slack) {
    boolean expiry = expireAtMillis != Entry.NO_EXPIRY;
    long ref = arena.allocate(Entry.sizeBytes(keyLength, valueLength, expiry) + slack);
    long address = arena.address(ref);
    putInt(address + Node.EPOCH, epochs.current());
    putInt(address + Node.META, meta);
    putInt(address + Node.KEY_LENGTH, expiry ? keyLength | Node.EXPIRY_FLAG : keyLength);
    putInt(address + Node.VALUE_LENGTH, valueLength);
    if (expiry) {
      Entry.setExpireAtMillis(address, expireAtMillis);
    }
    copy(keyAddress, Node.keyAddress(address), keyLength);
    return ref;
  }

  /** The entry at {@code address} once more under another key or with another expiry. */
  long copyOf(long address, long keyAddress, int keyLength, long expireAtMillis) {
    int valueLength = Entry.valueLength(address);
    int meta = Entry.meta(Entry.type(address), Entry.encoding(address), Entry.accessClock(address));
    long ref = create(meta, keyAddress, keyLength, valueLength, expireAtMillis, 0);
    copy(Entry.valueAddress(address), Entry.valueAddress(arena.address(ref)), valueLength);
    return ref;
  }

  boolean hasRoomForExpiry(long ref) {
    long address = arena.address(ref);
    int keyLength = Entry.keyLength(address);
    return arena.capacity(ref) >= Entry.sizeBytes(keyLength, Entry.valueLength(address), true);
  }

  /** Makes an expiry within the block, which has room for it, moving key and value. */
  void addExpiry(long ref, long atMillis) {
    long address = arena.address(ref);
    int keyLength = Entry.keyLength(address);
    int valueLength = Entry.valueLength(address);
    long from = address + Node.HEADER_BYTES;
    copy(from, from + Node.EXPIRY_BYTES, (long) keyLength + valueLength);
    putInt(address + Node.KEY_LENGTH, keyLength | Node.EXPIRY_FLAG);
    Entry.setExpireAtMillis(address, atMillis);
  }

  void removeExpiry(long ref) {
    long address = arena.address(ref);
    int keyLength = Entry.keyLength(address);
    long to = address + Node.HEADER_BYTES;
    copy(to + Node.EXPIRY_BYTES, to, (long) keyLength + Entry.valueLength(address));
    putInt(address + Node.KEY_LENGTH, keyLength);
  }
}
