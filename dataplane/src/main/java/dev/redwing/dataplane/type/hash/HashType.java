package dev.redwing.dataplane.type.hash;

import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.Node;
import dev.redwing.dataplane.collect.NodeTable;
import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.collect.Selection;
import dev.redwing.dataplane.collect.ValueSlot;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import java.util.function.LongSupplier;

/**
 * The operations on hashes. A hash begins as a listpack and becomes a table where Redis's t_hash.c
 * makes it one: when it has more fields than the limit, or a field or value longer than the other;
 * it stays a table then. Who has removed the last field deletes the hash.
 *
 * <p>What an operation finds is told by {@link #valueAddress} and its like, good until the next
 * operation with this object.
 */
public final class HashType {
  /** Redis's limit for a listpack's safety. */
  private static final long MAX_PACK_BYTES = 1 << 30;

  private final LongSupplier maxPackFields;
  private final LongSupplier maxPackBytes;
  private final NodeTable table;
  private final HashWalk walk;
  private final PackText field = new PackText();
  private final PackText value = new PackText();

  /**
   * @param maxPackFields hash-max-listpack-entries
   * @param maxPackBytes hash-max-listpack-value
   */
  public HashType(
      Arena arena, Epochs epochs, LongSupplier maxPackFields, LongSupplier maxPackBytes) {
    this.maxPackFields = maxPackFields;
    this.maxPackBytes = maxPackBytes;
    table = new NodeTable(arena, epochs);
    walk = new HashWalk(arena);
  }

  // ---- reading ----

  public static long size(ValueSlot slot) {
    return HashWalk.size(slot.encoding(), slot.address());
  }

  /** Whether there is such a field; {@link #valueAddress} and {@link #valueLength} tell more. */
  public boolean find(ValueSlot slot, long fieldAddress, int fieldLength) {
    if (slot.encoding() == Encoding.TABLE) {
      long node = table.find(slot, fieldAddress, fieldLength);
      if (node != 0) {
        readNode(node);
      }
      return node != 0;
    }
    long pack = slot.address();
    int at = findInPack(pack, fieldAddress, fieldLength);
    if (at == ListPack.NONE) {
      return false;
    }
    value.read(pack, ListPack.next(pack, at));
    return true;
  }

  private static int findInPack(long pack, long fieldAddress, int fieldLength) {
    return ListPack.find(pack, ListPack.first(pack), fieldAddress, fieldLength, 1);
  }

  private void readNode(long node) {
    field.of(Node.keyAddress(node), Node.keyLength(node));
    value.of(Node.valueAddress(node), Node.valueLength(node));
  }

  private void readPair(long pack, int at) {
    field.read(pack, at);
    value.read(pack, ListPack.next(pack, at));
  }

  /** What {@link #random} has found. */
  public long fieldAddress() {
    return field.address();
  }

  public int fieldLength() {
    return field.length();
  }

  /** What {@link #find} or {@link #random} has found. */
  public long valueAddress() {
    return value.address();
  }

  public int valueLength() {
    return value.length();
  }

  /** Visits every field; the visitor changes nothing. */
  public void forEach(ValueSlot slot, FieldVisitor visitor) {
    walk.forEach(slot.encoding(), slot.address(), visitor);
  }

  /** Whether {@link #scan} visits all fields at once. */
  public static boolean isSmall(ValueSlot slot) {
    return slot.encoding() != Encoding.TABLE;
  }

  /**
   * Visits about {@code limit} fields from {@code cursor} on and returns where to go on, 0 at the
   * end; a listpack's all at once.
   */
  public long scan(ValueSlot slot, long cursor, int limit, FieldVisitor visitor) {
    if (slot.encoding() != Encoding.TABLE) {
      forEach(slot, visitor);
      return 0;
    }
    return table.scan(slot, cursor, limit, node -> visitNode(node, visitor));
  }

  private static void visitNode(long node, FieldVisitor visitor) {
    visitor.visit(
        Node.keyAddress(node),
        Node.keyLength(node),
        Node.valueAddress(node),
        Node.valueLength(node));
  }

  /** Finds a field at random of a hash that has one. */
  public void random(ValueSlot slot, RandomSource random) {
    if (slot.encoding() == Encoding.TABLE) {
      readNode(table.random(slot, random));
      return;
    }
    long pack = slot.address();
    readPair(pack, ListPack.seek(pack, 2 * random.nextInt(ListPack.count(pack) / 2)));
  }

  /** Visits {@code count} different fields at random; {@code count} is less than the size. */
  public void sample(ValueSlot slot, long count, RandomSource random, FieldVisitor visitor) {
    if (slot.encoding() == Encoding.TABLE) {
      table.sample(slot, count, random, node -> visitNode(node, visitor));
      return;
    }
    Selection selection = new Selection(size(slot), count, random);
    forEach(
        slot,
        (f, fieldLength, v, valueLength) -> {
          if (selection.takesNext()) {
            visitor.visit(f, fieldLength, v, valueLength);
          }
        });
  }

  // ---- changing ----

  /** Lets the slot hold an empty hash. */
  public static void init(ValueSlot slot) {
    ListPack.init(slot.writable(ListPack.EMPTY_BYTES));
    slot.setEncoding(Encoding.LISTPACK);
  }

  /**
   * Says how many fields with values will be put, before any is: as Redis 7.2 guesses that they are
   * all different, a listpack that would not take so many becomes a table.
   */
  public void expect(ValueSlot slot, long fields) {
    if (slot.encoding() == Encoding.LISTPACK && fields > maxPackFields.getAsLong()) {
      convert(slot);
    }
  }

  /** Gives a field a value; whether the field is new. What is given lies outside of the slot. */
  public boolean put(
      ValueSlot slot, long fieldAddress, int fieldLength, long valueAddress, int valueLength) {
    if (slot.encoding() == Encoding.LISTPACK && !fits(slot, fieldLength, valueLength)) {
      convert(slot);
    }
    if (slot.encoding() == Encoding.TABLE) {
      return table.put(slot, fieldAddress, fieldLength, valueAddress, valueLength);
    }
    int at = findInPack(slot.address(), fieldAddress, fieldLength);
    boolean isNew = at == ListPack.NONE;
    if (size(slot) + (isNew ? 1 : 0) > maxPackFields.getAsLong()) {
      // Before the change, not after it as in Redis: memory may run out.
      convert(slot);
      return table.put(slot, fieldAddress, fieldLength, valueAddress, valueLength);
    }
    if (isNew) {
      append(slot, fieldAddress, fieldLength, valueAddress, valueLength);
    } else {
      replace(slot, at, valueAddress, valueLength);
    }
    return isNew;
  }

  private boolean fits(ValueSlot slot, int fieldLength, int valueLength) {
    return Math.max(fieldLength, valueLength) <= maxPackBytes.getAsLong()
        && (long) slot.length() + fieldLength + valueLength <= MAX_PACK_BYTES;
  }

  private static void append(
      ValueSlot slot, long fieldAddress, int fieldLength, long valueAddress, int valueLength) {
    int added =
        ListPack.encodedBytes(fieldAddress, fieldLength)
            + ListPack.encodedBytes(valueAddress, valueLength);
    long pack = slot.writable(slot.length() + added);
    ListPack.insert(pack, ListPack.NONE, fieldAddress, fieldLength);
    ListPack.insert(pack, ListPack.NONE, valueAddress, valueLength);
  }

  private static void replace(ValueSlot slot, int at, long valueAddress, int valueLength) {
    int length = slot.length();
    int valueAt = ListPack.next(slot.address(), at);
    int newLength =
        length
            - ListPack.elementBytes(slot.address(), valueAt)
            + ListPack.encodedBytes(valueAddress, valueLength);
    long pack = slot.writable(Math.max(length, newLength));
    ListPack.replace(pack, valueAt, valueAddress, valueLength);
    if (newLength < length) {
      slot.writable(newLength);
    }
  }

  /** Removes a field; whether it was there. */
  public boolean remove(ValueSlot slot, long fieldAddress, int fieldLength) {
    if (slot.encoding() == Encoding.TABLE) {
      return table.remove(slot, fieldAddress, fieldLength);
    }
    int at = findInPack(slot.address(), fieldAddress, fieldLength);
    if (at == ListPack.NONE) {
      return false;
    }
    long pack = slot.writable(slot.length());
    ListPack.delete(pack, at, 2);
    slot.writable(ListPack.bytes(pack));
    return true;
  }

  /** Turns a listpack into a table. */
  public void convert(ValueSlot slot) {
    boolean done = false;
    table.begin();
    try {
      forEach(slot, table::build);
      table.finish(slot);
      done = true;
    } finally {
      if (!done) {
        table.abandon();
      }
    }
  }

  // ---- values from outside ----

  /** Lets the slot hold an empty hash that {@code fields} fields will be put into. */
  public void init(ValueSlot slot, long fields) {
    if (fields > maxPackFields.getAsLong()) {
      NodeTable.init(slot);
    } else {
      init(slot);
    }
  }

  /** Turns a listpack that has more fields than one may have into a table. */
  public void limit(ValueSlot slot) {
    if (slot.encoding() == Encoding.LISTPACK && size(slot) > maxPackFields.getAsLong()) {
      convert(slot);
    }
  }

  /** Frees what the hash of a slot that is given up owns. */
  public void free(ValueSlot slot) {
    if (slot.encoding() == Encoding.TABLE) {
      table.free(slot);
    }
  }
}
