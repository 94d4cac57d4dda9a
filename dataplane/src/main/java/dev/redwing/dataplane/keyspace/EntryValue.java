package dev.redwing.dataplane.keyspace;

import static dev.redwing.dataplane.memory.NativeMemory.copy;

import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.IntSet;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.TableHeader;
import dev.redwing.dataplane.collect.ValueSlot;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;

/**
 * An entry as the place of a collection, for commands: reused for one entry after the other. It
 * follows the entry when that moves. A command that has changed it says so by {@link #touched}.
 */
public final class EntryValue implements ValueSlot {
  private final Keyspace keyspace;
  private final Arena arena;
  private Database database;
  private long hash;
  private long ref;

  public EntryValue(Keyspace keyspace) {
    this.keyspace = keyspace;
    this.arena = keyspace.arena();
    this.database = keyspace.database(0);
  }

  /** Points at an entry of {@code newDatabase}, or at none with a reference of 0. */
  public EntryValue attach(Database newDatabase, long newHash, long newRef) {
    database = newDatabase;
    hash = newHash;
    ref = newRef;
    return this;
  }

  /** Makes an entry of {@code length} undefined value bytes for a key that is absent. */
  public EntryValue create(
      Database newDatabase,
      long newHash,
      long keyAddress,
      int keyLength,
      int type,
      int encoding,
      int length) {
    int meta = Entry.meta(type, encoding, keyspace.accessClock().initial());
    database = newDatabase;
    hash = newHash;
    ref = 0;
    long made = database.entries().create(meta, keyAddress, keyLength, length, Entry.NO_EXPIRY, 0);
    database.link(hash, made);
    ref = made;
    return this;
  }

  public boolean exists() {
    return ref != 0;
  }

  /** The entry, good until it changes. */
  public long ref() {
    return ref;
  }

  public int type() {
    return Entry.type(arena.address(ref));
  }

  /** Whether it is a collection without elements, which no key holds when a command has ended. */
  public boolean isEmpty() {
    int encoding = encoding();
    if (Encoding.ownsBlocks(encoding)) {
      return TableHeader.size(address()) == 0;
    }
    return switch (encoding) {
      case Encoding.LISTPACK -> ListPack.first(address()) == ListPack.NONE;
      case Encoding.INTSET -> IntSet.count(address()) == 0;
      default -> false;
    };
  }

  @Override
  public long address() {
    return Entry.valueAddress(arena.address(ref));
  }

  @Override
  public int length() {
    return Entry.valueLength(arena.address(ref));
  }

  @Override
  public int encoding() {
    return Entry.encoding(arena.address(ref));
  }

  @Override
  public long writable(int newLength) {
    long address = arena.address(ref);
    int keyLength = Entry.keyLength(address);
    long needed = Entry.sizeBytes(keyLength, newLength, Entry.hasExpiry(address));
    if (database.frozen(hash, address) || !hasRoom(needed)) {
      move(address, keyLength, newLength);
    } else if (isWasteful(needed)) {
      try {
        move(address, keyLength, newLength);
      } catch (OutOfNativeMemoryException e) {
        // What has become shorter, and may be half done, stays in its large block.
      }
    }
    address = arena.address(ref);
    Entry.setValueLength(address, newLength);
    return Entry.valueAddress(address);
  }

  private boolean hasRoom(long needed) {
    return needed <= arena.capacity(ref) || arena.extend(ref, needed);
  }

  private boolean isWasteful(long needed) {
    return arena.capacity(ref) > 4 * needed + Entry.SMALL_BYTES;
  }

  private void move(long address, int keyLength, int newLength) {
    int kept = Math.min(newLength, Entry.valueLength(address));
    int meta = Entry.meta(Entry.type(address), Entry.encoding(address), Entry.accessClock(address));
    long moved =
        database
            .entries()
            .create(
                meta,
                Entry.keyAddress(address),
                keyLength,
                newLength,
                Entry.expireAtMillis(address),
                0);
    copy(Entry.valueAddress(address), Entry.valueAddress(arena.address(moved)), kept);
    database.replace(hash, ref, moved);
    // What it owned is the new entry's now: the old one's block goes alone.
    database.retire(hash, ref);
    ref = moved;
  }

  @Override
  public void setEncoding(int encoding) {
    Entry.setEncoding(arena.address(ref), encoding);
  }

  /**
   * Takes another collection's value, of the same type, in place of its own, what that owned being
   * freed in slices if it is much. If memory runs out nothing has changed; it does not if there
   * were as many {@link #writable} bytes before.
   */
  public void replaceBy(ValueSlot other) {
    writable(Math.max(length(), other.length()));
    keyspace.owned().release(arena.address(ref));
    setEncoding(other.encoding());
    copy(other.address(), writable(other.length()), other.length());
  }

  /** The value was changed: WATCH and others hear of it. */
  public void touched() {
    database.touched(hash, ref);
  }

  /** Sees to it that {@link #delete} cannot fail, whatever becomes of the value before. */
  public void prepareDelete() {
    database.prepareDelete(hash, ref);
  }

  /** Removes the key, whose collection has become empty. */
  public void delete() {
    database.delete(hash, ref);
    ref = 0;
  }
}
