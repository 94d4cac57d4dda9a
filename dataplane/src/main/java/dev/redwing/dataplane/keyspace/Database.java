package dev.redwing.dataplane.keyspace;

import static dev.redwing.dataplane.memory.NativeMemory.copy;
import static dev.redwing.dataplane.memory.NativeMemory.getLong;

import dev.redwing.dataplane.collect.Cuttings;
import dev.redwing.dataplane.collect.Dict;
import dev.redwing.dataplane.collect.DictRemains;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.FrozenDict;
import dev.redwing.dataplane.collect.Hashing;
import dev.redwing.dataplane.collect.InnerDict;
import dev.redwing.dataplane.collect.Node;
import dev.redwing.dataplane.collect.TableHeader;
import dev.redwing.dataplane.collect.ValueSlot;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;

/**
 * One numbered database: a {@link Dict} of all its entries and one of those that expire, over the
 * same blocks.
 *
 * <p>Entries are named by reference ({@link Arena}), 0 = none, and by the hash of their key, which
 * the caller computes once ({@link #hash}). A reference is good until the key's next change: every
 * method that may move an entry returns the new one.
 */
public final class Database {
  private static final int RANDOM_TRIES = 100;

  private final Keyspace keyspace;
  private final int index;
  private final Arena arena;
  private final Epochs epochs;
  private final Entries entries;
  private final Strings strings;

  /** For the prefetch passes. */
  private final InnerDict members;

  private Dict keys;
  private Dict expires;

  /** Where the next active expiry cycle goes on in {@link #expires}. */
  long expiryCursor;

  long averageTtlMillis;

  Database(Keyspace keyspace, int index) {
    this.keyspace = keyspace;
    this.index = index;
    arena = keyspace.arena();
    epochs = keyspace.epochs();
    entries = new Entries(arena, epochs);
    keys = new Dict(arena, epochs);
    expires = new Dict(arena, epochs);
    members = new InnerDict(arena, epochs);
    strings = new Strings(keyspace, this, entries);
  }

  public int index() {
    return index;
  }

  public long size() {
    return keys.size();
  }

  /** How many keys have an expiry. */
  public long expiresSize() {
    return expires.size();
  }

  /** Mean time to live of the keys that expire, as the expiry cycle last saw it; 0 = unknown. */
  public long averageTtlMillis() {
    return averageTtlMillis;
  }

  public static long hash(long keyAddress, int keyLength) {
    return Hashing.hash(keyAddress, keyLength);
  }

  // -------------------------------------------------------------------------------- look-up

  /** First prefetch pass over a batch; keep the sum of the results. */
  public long touchSlots(long hash) {
    return keys.touchSlots(hash);
  }

  /** Second prefetch pass over a batch. */
  public long touchEntry(long hash) {
    return keyWord(keys.candidate(hash));
  }

  /** Root of the table of members of the collection that {@code hash} most likely means, or 0. */
  public long memberTable(long hash) {
    long entry = keys.candidate(hash);
    return entry == 0 || !Encoding.hasTable(Entry.encoding(entry))
        ? 0
        : Cuttings.tableRoot(arena, TableHeader.dictRoot(Entry.valueAddress(entry)));
  }

  /** Third prefetch pass, over the members that are named: their slots in such tables. */
  public long touchMemberSlots(long table, long memberHash) {
    members.attach(table, 0);
    return members.touchSlots(memberHash);
  }

  /** Fourth prefetch pass: the members. */
  public long touchMember(long table, long memberHash) {
    members.attach(table, 0);
    return keyWord(members.candidate(memberHash));
  }

  private static long keyWord(long node) {
    return node == 0 ? 0 : getLong(node + Node.KEY_LENGTH);
  }

  /** The entry, or 0; an expired one is treated by the {@link ExpiryMode}. Counts as an access. */
  public long lookup(long hash, long keyAddress, int keyLength, long nowMillis) {
    long ref = peek(hash, keyAddress, keyLength, nowMillis);
    if (ref != 0) {
      long address = arena.address(ref);
      Entry.setAccessClock(address, keyspace.accessClock().accessed(Entry.accessClock(address)));
    }
    return ref;
  }

  /** The same without counting as an access: OBJECT, TTL, TYPE, CLIENT NO-TOUCH. */
  public long peek(long hash, long keyAddress, int keyLength, long nowMillis) {
    long ref = keys.find(hash, keyAddress, keyLength);
    if (ref == 0 || !isExpired(arena.address(ref), nowMillis)) {
      return ref;
    }
    if (keyspace.expiryMode() == ExpiryMode.DELETE) {
      deleteExpired(hash, ref);
    }
    return 0;
  }

  /** The entry, expired or not; changes nothing. */
  public long find(long hash, long keyAddress, int keyLength) {
    return keys.find(hash, keyAddress, keyLength);
  }

  /** Whether the entry at {@code address} is to be treated as gone. */
  public boolean isExpired(long address, long nowMillis) {
    return Entry.hasExpiry(address)
        && nowMillis > Entry.expireAtMillis(address)
        && keyspace.expiryMode() != ExpiryMode.KEEP;
  }

  /** Absolute address of an entry, for {@link Entry}'s accessors. */
  public long address(long ref) {
    return arena.address(ref);
  }

  /** Visits about {@code limit} entries, expired ones too; {@link Dict#scan}. */
  public long scan(long cursor, int limit, EntryVisitor visitor) {
    return keys.scan(cursor, limit, visitor);
  }

  /** An entry at random that has not expired, or 0. */
  public long randomKey(RandomSource random, long nowMillis) {
    long ref = keys.random(random);
    for (int i = 0; i < RANDOM_TRIES && ref != 0; i++) {
      long address = arena.address(ref);
      if (!isExpired(address, nowMillis)) {
        return ref;
      }
      if (keyspace.expiryMode() == ExpiryMode.DELETE) {
        deleteExpired(keyHash(address), ref);
      } else if (i == RANDOM_TRIES - 1) {
        // A replica whose keys have all expired: Redis returns one of them.
        return ref;
      }
      ref = keys.random(random);
    }
    return ref;
  }

  private static long keyHash(long address) {
    return Hashing.hash(Entry.keyAddress(address), Entry.keyLength(address));
  }

  // -------------------------------------------------------------------------------- strings

  /** Creating, overwriting and growing strings. */
  public Strings strings() {
    return strings;
  }

  Entries entries() {
    return entries;
  }

  // -------------------------------------------------------------------------------- removal

  /** Removes a key, expired or not; whether it was there. */
  public boolean delete(long hash, long keyAddress, int keyLength) {
    long ref = keys.find(hash, keyAddress, keyLength);
    if (ref == 0) {
      return false;
    }
    delete(hash, ref);
    return true;
  }

  /** Removes an entry. */
  public void delete(long hash, long ref) {
    prepareDelete(hash, ref);
    deletePrepared(hash, ref);
  }

  /**
   * Sees to it that the deletion of an entry cannot fail: what of its tables the open snapshot
   * reads is copied now.
   */
  void prepareDelete(long hash, long ref) {
    keys.prepareRemoval(hash, ref);
  }

  void deletePrepared(long hash, long ref) {
    touched(hash, ref);
    unlink(hash, ref);
    release(hash, ref);
  }

  void deleteExpired(long hash, long ref) {
    prepareDelete(hash, ref); // Or else what is announced might not happen.
    long address = arena.address(ref);
    keyspace.notifyExpired(this, hash, Entry.keyAddress(address), Entry.keyLength(address));
    deletePrepared(hash, ref);
  }

  void evict(long hash, long ref) {
    prepareDelete(hash, ref);
    long address = arena.address(ref);
    keyspace.notifyEvicted(this, hash, Entry.keyAddress(address), Entry.keyLength(address));
    deletePrepared(hash, ref);
  }

  /** Takes an entry out of the tables, which does not fail after {@link #prepareDelete}. */
  private void unlink(long hash, long ref) {
    if (Entry.hasExpiry(arena.address(ref))) {
      expires.remove(hash, ref);
    }
    keys.remove(hash, ref);
  }

  /** Frees an entry that no table holds any more, and what its value owns. */
  void release(long hash, long ref) {
    keyspace.owned().release(arena.address(ref));
    keys.retire(hash, ref);
  }

  /** Whether the open snapshot may still read an entry, so that it must be copied to be written. */
  boolean frozen(long hash, long address) {
    return keys.frozen(hash, address);
  }

  /** Frees an entry's block alone: its value has moved to another. */
  void retire(long hash, long ref) {
    keys.retire(hash, ref);
  }

  // ---------------------------------------------------------------- insertion and moving

  // No snapshot reads the table of those that expire: it changes in place, and nothing but an
  // insertion into it can run out of memory.

  /** Puts an entry into both tables or neither; its key is known to be absent. */
  private void insert(long hash, long ref) {
    boolean expiry = Entry.hasExpiry(arena.address(ref));
    if (expiry) {
      expires.insert(hash, ref);
    }
    try {
      keys.insert(hash, ref);
    } catch (OutOfNativeMemoryException e) {
      if (expiry) {
        expires.remove(hash, ref);
      }
      throw e;
    }
  }

  /** Lets both tables or neither hold {@code newRef} instead of {@code oldRef}, the same key. */
  private void exchange(long hash, long oldRef, long newRef) {
    boolean oldExpires = Entry.hasExpiry(arena.address(oldRef));
    boolean newExpires = Entry.hasExpiry(arena.address(newRef));
    if (newExpires && !oldExpires) {
      expires.insert(hash, newRef);
    }
    try {
      keys.replace(hash, oldRef, newRef);
    } catch (OutOfNativeMemoryException e) {
      if (newExpires && !oldExpires) {
        expires.remove(hash, newRef);
      }
      throw e;
    }
    if (oldExpires && newExpires) {
      expires.replace(hash, oldRef, newRef);
    } else if (oldExpires) {
      expires.remove(hash, oldRef);
    }
  }

  /** Puts a new block under its key, which is known to be absent, or else frees it. */
  void link(long hash, long ref) {
    try {
      insert(hash, ref);
    } catch (OutOfNativeMemoryException e) {
      arena.free(ref);
      throw e;
    }
  }

  /**
   * Puts a new block into the place of {@code oldRef}, same key, expiry added or removed perhaps,
   * or else frees it. The old block is still the caller's to free, which does not fail.
   */
  void replace(long hash, long oldRef, long newRef) {
    try {
      exchange(hash, oldRef, newRef);
    } catch (OutOfNativeMemoryException e) {
      arena.free(newRef);
      throw e;
    }
  }

  /** Puts a new block under its key, over the entry that is there (0 = none), or else frees it. */
  void put(long hash, long existing, long ref) {
    if (existing == 0) {
      link(hash, ref);
    } else {
      replace(hash, existing, ref);
      release(hash, existing);
    }
  }

  /** Lets a key expire at {@code atMillis}; returns the entry's reference, which may be new. */
  public long setExpiry(long hash, long ref, long atMillis) {
    long address = arena.address(ref);
    long result = ref;
    if (keys.frozen(hash, address)) {
      result = moveWithExpiry(hash, ref, atMillis);
    } else if (Entry.hasExpiry(address)) {
      Entry.setExpireAtMillis(address, atMillis);
    } else if (entries.hasRoomForExpiry(ref)) {
      expires.insert(hash, ref);
      entries.addExpiry(ref, atMillis);
    } else {
      result = moveWithExpiry(hash, ref, atMillis);
    }
    touched(hash, result);
    return result;
  }

  /** Lets a key stay for ever; returns the entry's reference, which may be new. */
  public long persist(long hash, long ref) {
    long address = arena.address(ref);
    if (!Entry.hasExpiry(address)) {
      return ref;
    }
    long result = ref;
    if (keys.frozen(hash, address)) {
      result = moveWithExpiry(hash, ref, Entry.NO_EXPIRY);
    } else {
      expires.remove(hash, ref);
      entries.removeExpiry(ref);
    }
    touched(hash, result);
    return result;
  }

  private long moveWithExpiry(long hash, long ref, long atMillis) {
    long address = arena.address(ref);
    long moved =
        entries.copyOf(address, Entry.keyAddress(address), Entry.keyLength(address), atMillis);
    replace(hash, ref, moved);
    keys.retire(hash, ref);
    return moved;
  }

  /** Gives an entry another key, over whatever that key holds; returns its new reference. */
  public long rename(long hash, long ref, long newHash, long newKeyAddress, int newKeyLength) {
    long existing = keys.find(newHash, newKeyAddress, newKeyLength);
    if (existing == ref) {
      return ref;
    }
    prepareDelete(hash, ref);
    long address = arena.address(ref);
    long renamed =
        entries.copyOf(address, newKeyAddress, newKeyLength, Entry.expireAtMillis(address));
    if (existing == 0) {
      link(newHash, renamed);
    } else {
      replace(newHash, existing, renamed);
    }
    // Nothing fails from here on. What the value owns is the new entry's now.
    touched(hash, ref);
    unlink(hash, ref);
    keys.retire(hash, ref);
    if (existing != 0) {
      release(newHash, existing);
    }
    touched(newHash, renamed);
    return renamed;
  }

  /** Moves an entry to another database, where its key is absent; returns its new reference. */
  public long moveTo(Database target, long hash, long ref) {
    prepareDelete(hash, ref);
    long address = arena.address(ref);
    long moved = ref;
    if (epochs.frozen(address)) {
      // A block that the snapshot reads is found by its own table's progress: it stays there.
      moved =
          entries.copyOf(
              address,
              Entry.keyAddress(address),
              Entry.keyLength(address),
              Entry.expireAtMillis(address));
      target.link(hash, moved);
    } else {
      target.insert(hash, ref);
    }
    touched(hash, ref);
    unlink(hash, ref);
    if (moved != ref) {
      keys.retire(hash, ref);
    }
    target.touched(hash, moved);
    return moved;
  }

  /** Copies an entry to another key, over whatever that key holds; returns the copy. */
  public long copyTo(
      Database target, long ref, long newHash, long newKeyAddress, int newKeyLength) {
    long existing = target.keys.find(newHash, newKeyAddress, newKeyLength);
    long address = arena.address(ref);
    long copy = entries.copyOf(address, newKeyAddress, newKeyLength, Entry.expireAtMillis(address));
    try {
      keyspace.owned().copyFor(arena.address(copy));
      if (existing == 0) {
        target.insert(newHash, copy);
      } else {
        target.exchange(newHash, existing, copy);
      }
    } catch (OutOfNativeMemoryException e) {
      keyspace.owned().release(arena.address(copy));
      arena.free(copy);
      throw e;
    }
    if (existing != 0) {
      target.release(newHash, existing);
    }
    target.touched(newHash, copy);
    return copy;
  }

  /** To be called for a change of a value in place, by whoever made it. */
  public void touched(long hash, long ref) {
    long address = arena.address(ref);
    keyspace.notifyTouched(this, hash, Entry.keyAddress(address), Entry.keyLength(address));
  }

  /** MEMORY USAGE: bytes of the entry's blocks and its slots. */
  public long memoryUsage(long ref) {
    long address = arena.address(ref);
    int slots = Entry.hasExpiry(address) ? 2 : 1;
    return arena.capacity(ref) + keyspace.owned().bytes(address) + (long) slots * Long.BYTES;
  }

  /**
   * Puts a collection that was made elsewhere under a key, over whatever that holds: what it owns
   * is the entry's from now on. {@code accessClock} is from {@link AccessClock}, or -1 for now. If
   * memory runs out the key holds what it held, and the collection is still the caller's.
   */
  public long store(
      long hash,
      long keyAddress,
      int keyLength,
      int type,
      ValueSlot value,
      long expireAtMillis,
      int accessClock) {
    long existing = keys.find(hash, keyAddress, keyLength);
    int clock = accessClock < 0 ? keyspace.accessClock().initial() : accessClock;
    int meta = Entry.meta(type, value.encoding(), clock);
    long ref = entries.create(meta, keyAddress, keyLength, value.length(), expireAtMillis, 0);
    copy(value.address(), Entry.valueAddress(arena.address(ref)), value.length());
    put(hash, existing, ref);
    return ref;
  }

  // -------------------------------------------------------------------------- all at once

  /** Removes all keys; at once, or handed to {@link Keyspace#doWork}. Returns how many. */
  public long flush(boolean inSlices) {
    keyspace.notifyFlushing(this);
    long removed = keys.size();
    DictRemains oldKeys = keys.detach();
    DictRemains oldExpires = expires.detach();
    keyspace.discard(oldKeys, oldExpires, inSlices);
    expiryCursor = 0;
    averageTtlMillis = 0;
    keyspace.notifyFlushed(this);
    return removed;
  }

  void swapContents(Database other) {
    Dict otherKeys = other.keys;
    Dict otherExpires = other.expires;
    other.keys = keys;
    other.expires = expires;
    keys = otherKeys;
    expires = otherExpires;
    long cursor = other.expiryCursor;
    other.expiryCursor = expiryCursor;
    expiryCursor = cursor;
    long ttl = other.averageTtlMillis;
    other.averageTtlMillis = averageTtlMillis;
    averageTtlMillis = ttl;
    keyspace.notifyFlushed(this);
    keyspace.notifyFlushed(other);
  }

  FrozenDict freeze() {
    return keys.freeze();
  }

  void freePassed(int maxBlocks) {
    keys.freePassed(maxBlocks);
  }

  void thaw() {
    keys.thaw();
  }

  FrozenDict view() {
    return keys.view();
  }

  Dict keys() {
    return keys;
  }

  Dict expires() {
    return expires;
  }

  /** For tests: both tables whole, and those that expire the same blocks in both. */
  void checkInvariants() {
    keys.checkInvariants();
    expires.checkInvariants();
    long[] missing = new long[1];
    long cursor = 0;
    do {
      cursor =
          expires.scan(
              cursor,
              100,
              address -> {
                long found =
                    find(keyHash(address), Entry.keyAddress(address), Entry.keyLength(address));
                missing[0] += found == arena.reference(address) ? 0 : 1;
              });
    } while (cursor != 0);
    if (missing[0] != 0) {
      throw new IllegalStateException(missing[0] + " expiring entries are not among the keys");
    }
  }
}
