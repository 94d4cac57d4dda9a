package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.copy;
import static dev.redwing.dataplane.memory.NativeMemory.putInt;

import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import java.util.HashSet;
import java.util.Set;

/**
 * The tables of big hashes and sets, one after the other through one {@link InnerDict}: makes,
 * finds and removes their nodes, and keeps the {@link TableHeader} in the collection's slot true.
 *
 * <p>The header is made writable before the table is changed, and written whatever becomes of the
 * change: where memory ends in the middle, the collection is whole.
 */
public final class NodeTable {
  private static final int WORTH_SHRINKING_BYTES = 64;

  /** Up to the size divided by this, members at random are drawn; above, all are gone through. */
  private static final int DRAWN_PART = 3;

  private static final int STEP = 128;

  private final Arena arena;
  private final Epochs epochs;
  private final InnerDict dict;

  public NodeTable(Arena arena, Epochs epochs) {
    this.arena = arena;
    this.epochs = epochs;
    dict = new InnerDict(arena, epochs);
  }

  /** Lets the slot hold an empty table; what it held before must own nothing. */
  public static void init(ValueSlot slot) {
    TableHeader.write(slot.writable(TableHeader.BYTES), Link.NONE, 0, 0);
    slot.setEncoding(Encoding.TABLE);
  }

  private void attach(ValueSlot slot) {
    long value = slot.address();
    dict.attach(TableHeader.dictRoot(value), TableHeader.size(value));
  }

  private void writeHeader(long header) {
    TableHeader.write(header, dict.root(), dict.size(), 0);
  }

  // ---- look-up ----

  /** Address of the node with this key, or 0; good until the table's next change. */
  public long find(ValueSlot slot, long key, int keyLength) {
    attach(slot);
    long ref = dict.find(Hashing.hash(key, keyLength), key, keyLength);
    return ref == 0 ? 0 : arena.address(ref);
  }

  /** Address of a node at random, or 0 if there is none. */
  public long random(ValueSlot slot, RandomSource random) {
    attach(slot);
    long ref = dict.random(random);
    return ref == 0 ? 0 : arena.address(ref);
  }

  /** {@link Dict#scan}. The visitor must not use this object. */
  public long scan(ValueSlot slot, long cursor, int limit, NodeVisitor visitor) {
    attach(slot);
    return dict.scan(cursor, limit, visitor);
  }

  /** Visits {@code count} different nodes at random; {@code count} is less than the size. */
  public void sample(ValueSlot slot, long count, RandomSource random, NodeVisitor visitor) {
    attach(slot);
    if (count > dict.size() / DRAWN_PART) {
      Selection selection = new Selection(dict.size(), count, random);
      long cursor = 0;
      do {
        cursor =
            dict.scan(
                cursor,
                STEP,
                node -> {
                  if (selection.takesNext()) {
                    visitor.visit(node);
                  }
                });
      } while (cursor != 0);
      return;
    }
    Set<Long> drawn = HashSet.newHashSet((int) count);
    while (drawn.size() < count) {
      long ref = dict.random(random);
      if (drawn.add(ref)) {
        visitor.visit(arena.address(ref));
      }
    }
  }

  // ---- changes ----

  /** Gives a key a value; whether the key is new. */
  public boolean put(ValueSlot slot, long key, int keyLength, long value, int valueLength) {
    long hash = Hashing.hash(key, keyLength);
    attach(slot);
    long ref = dict.find(hash, key, keyLength);
    if (ref != 0) {
      overwrite(slot, hash, ref, value, valueLength);
      return false;
    }
    insert(slot, hash, key, keyLength, value, valueLength);
    return true;
  }

  /** Adds a key without a value, unless it is there; whether it is new. */
  public boolean add(ValueSlot slot, long key, int keyLength) {
    long hash = Hashing.hash(key, keyLength);
    attach(slot);
    if (dict.find(hash, key, keyLength) != 0) {
      return false;
    }
    insert(slot, hash, key, keyLength, 0, 0);
    return true;
  }

  private void insert(
      ValueSlot slot, long hash, long key, int keyLength, long value, int valueLength) {
    long header = slot.writable(TableHeader.BYTES);
    long ref = newNode(key, keyLength, value, valueLength);
    try {
      dict.insert(hash, ref);
    } catch (OutOfNativeMemoryException e) {
      arena.free(ref);
      throw e;
    } finally {
      writeHeader(header);
    }
  }

  private void overwrite(ValueSlot slot, long hash, long ref, long value, int valueLength) {
    long address = arena.address(ref);
    int keyLength = Node.keyLength(address);
    if (!epochs.frozen(address) && fits(ref, Node.HEADER_BYTES + keyLength + (long) valueLength)) {
      putInt(address + Node.VALUE_LENGTH, valueLength);
      copy(value, Node.valueAddress(address), valueLength);
      return;
    }
    long header = slot.writable(TableHeader.BYTES);
    long moved = newNode(Node.keyAddress(address), keyLength, value, valueLength);
    try {
      dict.replace(hash, ref, moved);
    } catch (OutOfNativeMemoryException e) {
      arena.free(moved);
      throw e;
    } finally {
      writeHeader(header);
    }
    dict.retire(hash, ref);
  }

  private boolean fits(long ref, long needed) {
    long capacity = arena.capacity(ref);
    return needed <= capacity && capacity <= 2 * needed + WORTH_SHRINKING_BYTES;
  }

  private long newNode(long key, int keyLength, long value, int valueLength) {
    long ref = arena.allocate(Node.HEADER_BYTES + (long) keyLength + valueLength);
    long address = arena.address(ref);
    putInt(address + Node.EPOCH, epochs.current());
    putInt(address + Node.META, 0);
    putInt(address + Node.KEY_LENGTH, keyLength);
    putInt(address + Node.VALUE_LENGTH, valueLength);
    copy(key, Node.keyAddress(address), keyLength);
    copy(value, Node.valueAddress(address), valueLength);
    return ref;
  }

  /** Removes a key; whether it was there. */
  public boolean remove(ValueSlot slot, long key, int keyLength) {
    long hash = Hashing.hash(key, keyLength);
    attach(slot);
    long ref = dict.find(hash, key, keyLength);
    if (ref == 0) {
      return false;
    }
    long header = slot.writable(TableHeader.BYTES);
    try {
      dict.remove(hash, ref);
    } finally {
      writeHeader(header);
    }
    dict.retire(hash, ref);
    return true;
  }

  // ---- all at once ----

  /** Begins a table that is in no slot yet, for {@link #build} and {@link #finish}. */
  public void begin() {
    dict.attach(Link.NONE, 0);
  }

  /** Adds a key that is known to be new. */
  public void build(long key, int keyLength, long value, int valueLength) {
    long ref = newNode(key, keyLength, value, valueLength);
    try {
      dict.insert(Hashing.hash(key, keyLength), ref);
    } catch (OutOfNativeMemoryException e) {
      arena.free(ref);
      throw e;
    }
  }

  /** Puts what was built into the slot. */
  public void finish(ValueSlot slot) {
    writeHeader(slot.writable(TableHeader.BYTES));
    slot.setEncoding(Encoding.TABLE);
  }

  /** Frees what was built. */
  public void abandon() {
    dict.detach().free(Integer.MAX_VALUE, node -> epochs.retire(arena.reference(node)));
  }

  /** Frees the blocks of a slot that is given up. */
  public void free(ValueSlot slot) {
    attach(slot);
    abandon();
  }
}
