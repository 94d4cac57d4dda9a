package dev.redwing.dataplane.keyspace;

import static dev.redwing.dataplane.memory.NativeMemory.copy;
import static dev.redwing.dataplane.memory.NativeMemory.fill;
import static dev.redwing.dataplane.memory.NativeMemory.putLong;

import dev.redwing.dataplane.memory.Arena;

/**
 * The string values of one {@link Database}. Encodings are the ones Redis chooses: INT for text
 * that is a 64-bit integer, EMBSTR up to 44 bytes, else RAW; what was modified in place is RAW.
 */
public final class Strings {
  /** Instead of an expiry: the one the key has stays. */
  public static final long KEEP_TTL = -2;

  /** Appending doubles a string, but never adds more than this. */
  private static final long SLACK_LIMIT_BYTES = 1 << 20;

  private static final int KEEP_SMALL_BYTES = 64;

  private final Keyspace keyspace;
  private final Database database;
  private final Entries entries;
  private final Arena arena;

  Strings(Keyspace keyspace, Database database, Entries entries) {
    this.keyspace = keyspace;
    this.database = database;
    this.entries = entries;
    arena = keyspace.arena();
  }

  /**
   * Sets a key to a string, whatever it was before; in place if that fits. {@code expireAtMillis}
   * may be {@link Entry#NO_EXPIRY}, which removes an expiry, or {@link #KEEP_TTL}.
   */
  public long set(
      long hash,
      long keyAddress,
      int keyLength,
      long valueAddress,
      int valueLength,
      long expireAtMillis,
      long nowMillis) {
    if (IntegerText.matches(valueAddress, valueLength)) {
      long number = IntegerText.parse(valueAddress, valueLength);
      return setLong(hash, keyAddress, keyLength, number, expireAtMillis, nowMillis);
    }
    return setText(
        hash, keyAddress, keyLength, valueAddress, valueLength, expireAtMillis, nowMillis);
  }

  /** The same, never as an INT: what Redis does with the result of INCRBYFLOAT. */
  public long setText(
      long hash,
      long keyAddress,
      int keyLength,
      long valueAddress,
      int valueLength,
      long expireAtMillis,
      long nowMillis) {
    long old = existing(hash, keyAddress, keyLength, nowMillis);
    long ref =
        slot(hash, keyAddress, keyLength, old, encoding(valueLength), valueLength, expireAtMillis);
    copy(valueAddress, Entry.valueAddress(arena.address(ref)), valueLength);
    database.touched(hash, ref);
    return ref;
  }

  /** The same for a number: the entry is an INT. */
  public long setLong(
      long hash, long keyAddress, int keyLength, long value, long expireAtMillis, long nowMillis) {
    long old = existing(hash, keyAddress, keyLength, nowMillis);
    long ref = slot(hash, keyAddress, keyLength, old, ValueType.INT, Long.BYTES, expireAtMillis);
    putLong(Entry.valueAddress(arena.address(ref)), value);
    database.touched(hash, ref);
    return ref;
  }

  private static int encoding(int valueLength) {
    return valueLength <= ValueType.EMBSTR_MAX_BYTES ? ValueType.EMBSTR : ValueType.RAW;
  }

  private long existing(long hash, long keyAddress, int keyLength, long nowMillis) {
    long old = database.find(hash, keyAddress, keyLength);
    if (old != 0
        && database.isExpired(arena.address(old), nowMillis)
        && keyspace.expiryMode() == ExpiryMode.DELETE) {
      database.deleteExpired(hash, old);
      return 0;
    }
    return old;
  }

  /** An entry with room for the value, in the tables under its key: {@code old} or a new one. */
  private long slot(
      long hash,
      long keyAddress,
      int keyLength,
      long old,
      int encoding,
      int valueLength,
      long expireAtMillis) {
    int clock = keyspace.accessClock().initial();
    if (old == 0) {
      long expiry = expireAtMillis == KEEP_TTL ? Entry.NO_EXPIRY : expireAtMillis;
      int meta = Entry.meta(ValueType.STRING, encoding, clock);
      long ref = entries.create(meta, keyAddress, keyLength, valueLength, expiry, 0);
      database.link(hash, ref);
      return ref;
    }
    long address = arena.address(old);
    if (keyspace.accessClock().isLfu()) {
      clock = Entry.accessClock(address);
    }
    long expiry = expireAtMillis == KEEP_TTL ? Entry.expireAtMillis(address) : expireAtMillis;
    int meta = Entry.meta(ValueType.STRING, encoding, clock);
    if (fitsInPlace(hash, old, address, keyLength, valueLength, expiry)) {
      Entry.setMeta(address, meta);
      Entry.setValueLength(address, valueLength);
      if (expiry != Entry.NO_EXPIRY) {
        Entry.setExpireAtMillis(address, expiry);
      }
      return old;
    }
    long ref = entries.create(meta, keyAddress, keyLength, valueLength, expiry, 0);
    database.put(hash, old, ref);
    return ref;
  }

  private boolean fitsInPlace(
      long hash, long ref, long address, int keyLength, int valueLength, long expiry) {
    boolean hasExpiry = Entry.hasExpiry(address);
    if (Entry.type(address) != ValueType.STRING
        || hasExpiry != (expiry != Entry.NO_EXPIRY)
        || database.frozen(hash, address)) {
      return false;
    }
    long needed = Entry.sizeBytes(keyLength, valueLength, hasExpiry);
    // The block's class follows from its contents' length, unless it has slack: no need to look.
    long present = Entry.sizeBytes(keyLength, Entry.valueLength(address), hasExpiry);
    long capacity = arena.capacityFor(present);
    if (needed > capacity) {
      capacity = arena.capacity(ref);
    }
    return needed <= capacity && capacity <= 2 * needed + KEEP_SMALL_BYTES;
  }

  /**
   * A RAW string of {@code length} bytes that may be written in place: the entry's text, and zeros
   * behind it; at least as long as now. With {@code slack} there is room for more appending. The
   * caller writes through {@link Entry#valueAddress} before anything else changes.
   */
  public long writable(long hash, long ref, int length, boolean slack) {
    long address = arena.address(ref);
    int textLength = textLength(address);
    int keyLength = Entry.keyLength(address);
    boolean hasExpiry = Entry.hasExpiry(address);
    long needed = Entry.sizeBytes(keyLength, length, hasExpiry);
    long result = ref;
    if (database.frozen(hash, address)
        || (needed > arena.capacity(ref)
            && !arena.extend(ref, needed + (slack ? slackBytes(length) : 0)))) {
      int meta = Entry.meta(ValueType.STRING, ValueType.RAW, Entry.accessClock(address));
      long extra = slack && length > textLength ? slackBytes(length) : 0;
      result =
          entries.create(
              meta,
              Entry.keyAddress(address),
              keyLength,
              length,
              Entry.expireAtMillis(address),
              extra);
      writeText(address, Entry.valueAddress(arena.address(result)));
      database.replace(hash, ref, result);
      database.retire(hash, ref);
    } else {
      writeText(address, Entry.valueAddress(address));
      Entry.setEncoding(address, ValueType.RAW);
      Entry.setValueLength(address, length);
    }
    fill(Entry.valueAddress(arena.address(result)) + textLength, length - textLength, (byte) 0);
    database.touched(hash, result);
    return result;
  }

  /** A new RAW string of zeros under a key that is absent, to be written in place. */
  public long createWritable(long hash, long keyAddress, int keyLength, int length) {
    int meta = Entry.meta(ValueType.STRING, ValueType.RAW, keyspace.accessClock().initial());
    long ref = entries.create(meta, keyAddress, keyLength, length, Entry.NO_EXPIRY, 0);
    fill(Entry.valueAddress(arena.address(ref)), length, (byte) 0);
    database.link(hash, ref);
    database.touched(hash, ref);
    return ref;
  }

  private static long slackBytes(int length) {
    return Math.min(length, SLACK_LIMIT_BYTES);
  }

  /** Length of a string entry's text, whatever its encoding: STRLEN. */
  public static int textLength(long address) {
    return Entry.isInt(address)
        ? IntegerText.length(Entry.intValue(address))
        : Entry.valueLength(address);
  }

  private static void writeText(long address, long target) {
    if (Entry.isInt(address)) {
      IntegerText.write(Entry.intValue(address), target);
    } else if (Entry.valueAddress(address) != target) {
      copy(Entry.valueAddress(address), target, Entry.valueLength(address));
    }
  }

  /**
   * Puts a string under a key, over whatever that holds: loading. {@code accessClock} is from
   * {@link AccessClock}, or -1 for now.
   */
  public long load(
      long hash,
      long keyAddress,
      int keyLength,
      long valueAddress,
      int valueLength,
      long expireAtMillis,
      int accessClock) {
    boolean isInt = IntegerText.matches(valueAddress, valueLength);
    int encoding = isInt ? ValueType.INT : encoding(valueLength);
    int clock = accessClock < 0 ? keyspace.accessClock().initial() : accessClock;
    int meta = Entry.meta(ValueType.STRING, encoding, clock);
    int length = isInt ? Long.BYTES : valueLength;
    long ref = entries.create(meta, keyAddress, keyLength, length, expireAtMillis, 0);
    long target = Entry.valueAddress(arena.address(ref));
    if (isInt) {
      putLong(target, IntegerText.parse(valueAddress, valueLength));
    } else {
      copy(valueAddress, target, valueLength);
    }
    database.put(hash, database.find(hash, keyAddress, keyLength), ref);
    return ref;
  }
}
