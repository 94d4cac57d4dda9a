package dev.redwing.dataplane.keyspace;

import static dev.redwing.dataplane.memory.NativeMemory.copy;

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
    ref = database.entries().create(meta, keyAddress, keyLength, length, Entry.NO_EXPIRY, 0);
    database.link(hash, ref);
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
    boolean replaced = false;
    boolean done = false;
    try {
      database.replace(hash, ref, moved);
      replaced = true;
      // Its blocks are the new entry's now: the old entry's own one goes.
      database.retire(hash, ref);
      done = true;
    } finally {
      if (!done) {
        if (replaced) {
          database.replace(hash, moved, ref);
        }
        arena.free(moved);
      }
    }
    ref = moved;
  }

  @Override
  public void setEncoding(int encoding) {
    Entry.setEncoding(arena.address(ref), encoding);
  }

  /** The value was changed: WATCH and others hear of it. */
  public void touched() {
    database.touched(hash, ref);
  }

  /** Removes the key, whose collection has become empty. */
  public void delete() {
    database.delete(hash, ref);
    ref = 0;
  }
}
